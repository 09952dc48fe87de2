import { type SVGTemplateResult, type TemplateResult, html, svg } from 'lit';
import type { Appearance } from '../protocol/page.ts';

/** Drawn in a box of 16 × 16, each a shape that no other has: a person who sees no colour tells the states apart. */
const shapes: Readonly<Record<Appearance, SVGTemplateResult>> = {
  waiting: svg`<circle cx="8" cy="8" r="6" class="line" stroke-dasharray="2.5 2.2"/>`,
  paused: svg`<circle cx="8" cy="8" r="6" class="line"/><path d="M5.4 5h2v6h-2zm3.2 0h2v6h-2z" class="fill"/>`,
  starting: svg`<path d="M8 2a6 6 0 0 1 6 6" class="line"/><circle cx="8" cy="8" r="2.5" class="fill"/>`,
  running: svg`<circle cx="8" cy="8" r="6.5" class="fill"/><path d="M6.3 4.8v6.4L11.4 8z" class="cut"/>`,
  stopping: svg`<circle cx="8" cy="8" r="6" class="line"/><rect x="5.5" y="5.5" width="5" height="5" class="fill"/>`,
  stopped: svg`<rect x="2.5" y="2.5" width="11" height="11" rx="2" class="fill"/>`,
  done: svg`<circle cx="8" cy="8" r="6.5" class="fill"/><path d="M4.8 8.3l2.2 2.2 4.2-4.6" class="cut-line"/>`,
  failed: svg`<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" class="fill"/><path d="M5.5 5.5l5 5m0-5l-5 5" class="cut-line"/>`,
  cancelled: svg`<circle cx="8" cy="8" r="6" class="line"/><path d="M3.9 12.1l8.2-8.2" class="line"/>`,
  skipped: svg`<path d="M2 3.5L7 8l-5 4.5zM8 3.5L13 8l-5 4.5z" class="fill"/><path d="M14 3.5v9" class="line"/>`,
  unknown: svg`<path d="M8 1.5L14.5 8 8 14.5 1.5 8z" class="line"/><circle cx="8" cy="8" r="1.6" class="fill"/>`,
};

/** The shape alone, for use inside a drawing. */
export function stateShape(appearance: Appearance): SVGTemplateResult {
  return svg`<g class="shape appearance-${appearance}">${shapes[appearance]}</g>`;
}

/** A state's icon. The state's name stands beside it, so that it is hidden from screen readers. */
export function appearanceIcon(appearance: Appearance): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    ${stateShape(appearance)}
  </svg>`;
}

export function chevron(): TemplateResult {
  return html`<svg class="chevron" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
    <path d="M6 4l4 4-4 4" class="line" />
  </svg>`;
}
