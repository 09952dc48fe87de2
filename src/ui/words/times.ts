import { env, l10n } from 'vscode';
import { counted } from './counted.ts';

/** `12:04`, or with the date when it isn't today's; in the person's own time zone and manner. */
export function clockTime(at: number, now = Date.now()): string {
  const date = new Date(at);
  // A time that no calendar has: a format throws for it.
  if (Number.isNaN(date.getTime())) return String(date);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return (sameDay ? timeFormat() : dateAndTimeFormat()).format(at);
}

/** `3 Nov`, with the year where it isn't this one; in the person's own time zone and manner. */
export function shortDate(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(date);
  const sameYear = date.getFullYear() === new Date().getFullYear();
  return (sameYear ? dayFormat() : dayAndYearFormat()).format(at);
}

/** Made once, when it is needed: making one takes some milliseconds, a thousand times what a line of the tree takes with it. */
let time: Intl.DateTimeFormat | undefined;
let dateAndTime: Intl.DateTimeFormat | undefined;
let day: Intl.DateTimeFormat | undefined;
let dayAndYear: Intl.DateTimeFormat | undefined;
const dayFormat = () => (day ??= new Intl.DateTimeFormat(env.language, { day: 'numeric', month: 'short' }));
const dayAndYearFormat = () =>
  (dayAndYear ??= new Intl.DateTimeFormat(env.language, { day: 'numeric', month: 'short', year: 'numeric' }));
const timeFormat = () => (time ??= new Intl.DateTimeFormat(env.language, { timeStyle: 'short' }));
const dateAndTimeFormat = () =>
  (dateAndTime ??= new Intl.DateTimeFormat(env.language, { dateStyle: 'short', timeStyle: 'short' }));

/** `2 h 5 min`, for tooltips and results: a label with an age would change all the time. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  // Less than nothing, too: what AWS's clock tells may not have come yet by this machine's.
  if (seconds < 1) return l10n.t('less than a second');
  if (seconds < 60) return l10n.t('{0} s', seconds);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return seconds % 60 === 0 ? l10n.t('{0} min', minutes) : l10n.t('{0} min {1} s', minutes, seconds % 60);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? l10n.t('{0} h', hours) : l10n.t('{0} h {1} min', hours, minutes % 60);
  return counted(l10n.t('{0, plural, one {# day} other {# days}}'), Math.floor(hours / 24));
}
