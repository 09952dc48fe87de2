import { type TemplateResult, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { blockView } from './blocks.ts';
import type { Notice, PageModel, PageSection } from '../protocol/page.ts';
import { lettersOf, plain } from './text.ts';
import { buttonView, rowsView, stateView, timeView, valueView } from './values.ts';
import type { View } from './view.ts';

/** The whole page. `json` is drawn where it belongs: it lives longer than a drawing. */
export function pageView(view: View, page: PageModel, json: TemplateResult): TemplateResult {
  return html`
    ${headerView(view, page)}
    <main class=${page.subject.type}>
      ${page.notices.map((notice) => noticeView(view, notice))} ${whyView(view, page)}
      <div class="sections">
        ${repeat(
          page.sections,
          (section) => section.id,
          (section) => sectionView(view, section),
        )}
      </div>
      ${page.subject.type === 'resource' ? json : nothing}
    </main>
  `;
}

function headerView(view: View, page: PageModel): TemplateResult {
  const { elapsed } = page;
  return html`<header class="page-header appearance-${page.state.appearance}">
    <div class="headline">
      <h1><bdi>${plain(page.title.length > 200 ? `${page.title.slice(0, 200)}…` : page.title)}</bdi></h1>
      ${page.badges.map((badge) => html`<span class="badge badge-${badge.tone}" title=${lettersOf(badge.title)}>${plain(badge.label)}</span>`)}
    </div>
    <div class="status">
      <span class="status-state">${stateView(page.state)}</span>
      ${
        elapsed === undefined
          ? nothing
          : html`<span class="status-clock"
              >${view.format.fill(elapsed.label, view.format.duration((elapsed.to ?? view.now) - elapsed.from))}</span
            >`
      }
    </div>
    ${actionsView(view, page)}
    <p class="place">
      ${page.place.map((value, index) => html`<span>${valueView(view, `place/${index}`, value)}</span>`)}
      ${
        page.asOf === undefined
          ? nothing
          : html`<span class="as-of">${view.strings.asOf} ${timeView(view, page.asOf)}</span>`
      }
    </p>
  </header>`;
}

function actionsView(view: View, { stop, beside }: PageModel): TemplateResult | typeof nothing {
  if (beside === undefined && stop === undefined) return nothing;
  return html`<div class="header-actions">
    ${
      stop === undefined
        ? nothing
        : html`<button
            class="stop"
            ?disabled=${!stop.enabled}
            title=${lettersOf(stop.title)}
            @click=${() => view.send({ type: 'stop' })}
          >
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
              <rect x="2.5" y="2.5" width="11" height="11" rx="2" /></svg
            >${plain(stop.label)}
          </button>`
    }
    ${beside === undefined ? nothing : buttonView(view, beside, stop?.enabled === true ? 'secondary' : 'primary')}
  </div>`;
}

function whyView(view: View, page: PageModel): TemplateResult | typeof nothing {
  const buttons = page.buttons.map((button) => buttonView(view, button, 'secondary'));
  return html`<div class="summary">
    ${page.why.length === 0 ? nothing : html`<div class="why appearance-${page.state.appearance}">${rowsView(view, 'why', page.why)}</div>`}
    <div class="toolbar">${buttons} ${page.search === true ? searchView(view) : nothing}</div>
  </div>`;
}

function searchView(view: View): TemplateResult {
  const search = (event: Event): void => {
    const { target } = event;
    if (target instanceof HTMLInputElement) view.update((ui) => (ui.filter = target.value));
  };
  return html`<span class="search"
    ><input
      id="page-search"
      type="search"
      aria-label=${view.strings.searchPage}
      placeholder=${view.strings.searchPage}
      .value=${view.ui.filter}
      @input=${search}
  /></span>`;
}

function noticeView(view: View, notice: Notice): TemplateResult {
  return html`<div class="notice notice-${notice.tone}" role="note">
    <span><bdi>${plain(notice.text)}</bdi></span>
    ${notice.button === undefined ? nothing : buttonView(view, notice.button, 'secondary')}
  </div>`;
}

function sectionView(view: View, section: PageSection): TemplateResult {
  const id = `section-${section.id}`;
  return html`<section class=${section.wide ? 'wide' : 'card'} aria-labelledby=${id}>
    <h2 id=${id}>
      ${plain(section.title)}${section.note === undefined ? nothing : html` <span class="note">${plain(section.note)}</span>`}
    </h2>
    ${section.blocks.map((block, index) => blockView(view, `${section.id}/${index}`, block))}
  </section>`;
}
