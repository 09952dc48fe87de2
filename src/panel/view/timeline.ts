import { type SVGTemplateResult, type TemplateResult, html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { chevron, appearanceIcon, stateShape } from './icons.ts';
import type { Lane, Timeline } from '../protocol/page.ts';
import { flip, plain } from './text.ts';
import { rowsView } from './values.ts';
import type { View } from './view.ts';

/** From a time to a place on the axis, in per cent. */
type Scale = (at: number) => number;

/** Bars on a time axis, one lane an action. A lane is a button that opens to what is known of the action. */
export function timelineView(view: View, timeline: Timeline): TemplateResult {
  const end = timeline.live ? Math.max(timeline.to, view.now) : timeline.to;
  // A little room, so that what lies on the edge is seen whole.
  const room = Math.max(1, (end - timeline.from) * 0.02);
  const from = timeline.from - room;
  const span = end + room - from;
  const scale: Scale = (at) => Math.min(100, Math.max(0, ((at - from) / span) * 100));
  const ticks = ticksOf(timeline.from, end, Math.min(7, Math.max(2, Math.floor(view.width / 130))));
  // Two labels that would lie on each other are written to both sides.
  const now = timeline.live ? scale(view.now) : -100;
  const isCrowded = timeline.markers.some((marker) => Math.abs(scale(marker.at) - now) < 16);
  const nowAnchor = isCrowded && now < 92 ? 'start' : anchorOf(now);
  const markerAnchor = (at: number): string => (isCrowded && at > 16 ? 'end' : anchorOf(at));
  return html`<div class="timeline">
    <div class="axis" aria-hidden="true">
      <svg class="ticks">
        ${ticks.map(
          (at) =>
            svg`<text x="${percent(scale(at))}" y="12" text-anchor=${anchorOf(scale(at))}>${view.format.time(at)}</text>`,
        )}
      </svg>
      <svg class="marks">
        ${timeline.live ? markLabel(scale(view.now), 'now', view.strings.now, nowAnchor) : nothing}
        ${timeline.markers.map((marker) => markLabel(scale(marker.at), marker.kind, marker.label, markerAnchor(scale(marker.at))))}
      </svg>
    </div>
    <ol class="lanes">
      ${repeat(
        timeline.lanes,
        (lane) => lane.id,
        (lane) => laneView(view, timeline, lane, scale, ticks),
      )}
    </ol>
    <p class="legend" aria-hidden="true">
      <span class="legend-item"
        ><svg width="28" height="12"><rect class="planned" x="1" y="1" width="26" height="10" rx="3" /></svg
        >${view.strings.plan}</span
      >
      <span class="legend-item"
        ><svg width="28" height="12">
          <rect class="bar appearance-running" x="1" y="2" width="26" height="8" rx="3" /></svg
        >${view.strings.real}</span
      >
      ${timeline.markers.map(
        (marker) =>
          html`<span class="legend-item"
            ><svg width="12" height="12"><path class="mark mark-${marker.kind}" d="M6 0v12" /></svg>${marker.label}:
            ${view.format.time(marker.at)}</span
          >`,
      )}
    </p>
  </div>`;
}

function laneView(view: View, timeline: Timeline, lane: Lane, scale: Scale, ticks: readonly number[]): TemplateResult {
  const open = view.ui.lanes.has(lane.id);
  const id = `lane-${encodeURIComponent(lane.id)}`;
  return html`<li class="lane">
    <button
      class="lane-head"
      aria-expanded=${open}
      aria-controls=${id}
      @click=${() => view.update((ui) => flip(ui.lanes, lane.id))}
    >
      <span class="lane-name">
        ${chevron()}
        <span class="appearance-${lane.state.appearance}">${appearanceIcon(lane.state.appearance)}</span>
        <span class="lane-texts">
          <span class="lane-label"
            ><bdi>${plain(lane.label)}</bdi
            >${lane.caption === undefined ? nothing : html`<bdi class="lane-action">${plain(lane.caption)}</bdi>`}</span
          >
          <span class="lane-caption">
            <span class="lane-state">${plain(lane.state.label)}</span>
            <span class="lane-duration">${durationWords(view, lane)}</span>
          </span>
        </span>
      </span>
      <svg class="lane-track" aria-hidden="true">
        ${ticks.map((at) => svg`<line class="grid" x1=${percent(scale(at))} x2=${percent(scale(at))} y1="0" y2="100%" />`)}
        ${barsOf(lane, scale, view.now)} ${timeline.markers.map((marker) => markLine(scale(marker.at), marker.kind))}
        ${timeline.live ? markLine(scale(view.now), 'now') : nothing}
      </svg>
    </button>
    <div class="lane-details" id=${id} ?hidden=${!open}>
      ${open ? rowsView(view, `lane ${lane.id}`, lane.details) : nothing}
    </div>
  </li>`;
}

function durationWords({ strings, format, now }: View, { real, plannedFor }: Lane): string {
  const planned = plannedFor === undefined ? undefined : format.duration(plannedFor);
  if (real === undefined) return planned === undefined ? '' : format.fill(strings.durationPlanned, planned);
  const ran = format.duration((real.to ?? now) - real.from);
  return planned === undefined ? ran : format.fill(strings.durationOf, ran, planned);
}

function barsOf(lane: Lane, scale: Scale, now: number): SVGTemplateResult {
  const { planned, real, state } = lane;
  const end = real === undefined ? planned?.from : (real.to ?? Math.max(now, real.from));
  return svg`
    ${
      planned === undefined
        ? nothing
        : svg`<rect class="planned" x=${percent(scale(planned.from))} y="9" width=${percent(width(scale, planned.from, planned.to))} height="18" rx="4" />`
    }
    ${
      real === undefined || end === undefined
        ? nothing
        : svg`<rect class="bar appearance-${state.appearance}" x=${percent(scale(real.from))} y="12" width=${percent(width(scale, real.from, end))} height="12" rx="3" />`
    }
    ${
      end === undefined
        ? nothing
        : svg`<svg class="end" x=${percent(scale(end))} y="0" width="1" height="36" overflow="visible"><g class="end-shape" transform="translate(-8 10)"><circle class="halo" cx="8" cy="8" r="9" />${stateShape(state.appearance)}</g></svg>`
    }`;
}

function width(scale: Scale, from: number, to: number): number {
  return Math.max(0.2, scale(to) - scale(from));
}

function markLine(at: number, kind: string): SVGTemplateResult {
  return svg`<line class="mark mark-${kind}" x1=${percent(at)} x2=${percent(at)} y1="0" y2="100%" />`;
}

function markLabel(at: number, kind: string, label: string, anchor: string): SVGTemplateResult {
  return svg`<text class="mark-label mark-${kind}" x=${percent(at)} y="12" text-anchor=${anchor}>${label}</text>`;
}

function anchorOf(at: number): string {
  if (at < 8) return 'start';
  return at > 92 ? 'end' : 'middle';
}

function percent(value: number): string {
  return `${value.toFixed(3)}%`;
}

const SECOND = 1_000;
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400];

/** At most so many times, such as a person would choose: full minutes, full hours. */
function ticksOf(from: number, to: number, most: number): readonly number[] {
  const step =
    (steps.find((seconds) => (to - from) / (seconds * SECOND) <= most) ??
      86_400 * Math.ceil((to - from) / (most * 86_400 * SECOND))) * SECOND;
  const ticks: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < 12; at += step) ticks.push(at);
  return ticks;
}
