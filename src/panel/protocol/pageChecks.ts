import { type Check, arrayOf, isFlag, isNumber, isText, oneOf, shape, tagged } from './checks.ts';
import type {
  Badge,
  Block,
  Button,
  Clock,
  HistoryItem,
  Lane,
  Look,
  Marker,
  Notice,
  PageModel,
  Row,
  Section,
  Stage,
  State,
  Value,
} from './page.ts';

const isLook: Check<Look> = oneOf(
  'waiting',
  'starting',
  'running',
  'stopping',
  'stopped',
  'done',
  'failed',
  'cancelled',
  'skipped',
  'unknown',
);
const isState = shape<State>({ look: isLook, label: isText }, {});

type Of<T, K> = Extract<T, { readonly type: K }>;
const literal = <const T extends string>(text: T): Check<T> => oneOf(text);

const isRow: Check<Row> = (value): value is Row => shape<Row>({ label: isText, value: isValue }, {})(value);
const isValue: Check<Value> = tagged<Value>({
  text: shape<Of<Value, 'text'>>({ type: literal('text'), text: isText }, { mono: isFlag }),
  quiet: shape<Of<Value, 'quiet'>>({ type: literal('quiet'), text: isText }, {}),
  time: shape<Of<Value, 'time'>>({ type: literal('time'), at: isNumber }, {}),
  duration: shape<Of<Value, 'duration'>>({ type: literal('duration'), from: isNumber }, { to: isNumber }),
  countdown: shape<Of<Value, 'countdown'>>({ type: literal('countdown'), to: isNumber, over: isText }, {}),
  link: shape<Of<Value, 'link'>>({ type: literal('link'), id: isText, text: isText }, { title: isText }),
  state: shape<Of<Value, 'state'>>({ type: literal('state'), state: isState }, {}),
  meter: shape<Of<Value, 'meter'>>({ type: literal('meter'), percent: isNumber, text: isText }, {}),
  list: (value): value is Of<Value, 'list'> =>
    shape<Of<Value, 'list'>>({ type: literal('list'), items: arrayOf(isValue) }, {})(value),
  rows: (value): value is Of<Value, 'rows'> =>
    shape<Of<Value, 'rows'>>({ type: literal('rows'), rows: arrayOf(isRow) }, {})(value),
});

const isButton = shape<Button>({ id: isText, label: isText, enabled: isFlag }, { title: isText });
const isClock = shape<Clock>({ label: isText, from: isNumber }, { to: isNumber });
const isBadge = shape<Badge>({ label: isText, tone: oneOf('plain', 'info', 'warning') }, { title: isText });
const isNotice = shape<Notice>({ tone: oneOf('info', 'warning', 'error'), text: isText }, { button: isButton });

const isLane = shape<Lane>(
  { id: isText, label: isText, state: isState, details: arrayOf(isRow) },
  {
    caption: isText,
    plannedFor: isNumber,
    planned: shape<NonNullable<Lane['planned']>>({ from: isNumber, to: isNumber }, {}),
    real: shape<NonNullable<Lane['real']>>({ from: isNumber }, { to: isNumber }),
  },
);
const isMarker = shape<Marker>({ at: isNumber, kind: oneOf('request', 'stopping'), label: isText }, {});
const isStage = shape<Stage>({ label: isText, status: oneOf('done', 'present', 'ahead') }, { note: isValue });

const isSource = oneOf('aws', 'halt');
const isHistoryItem = tagged<HistoryItem>({
  change: shape<Of<HistoryItem, 'change'>>(
    { type: literal('change'), subject: isText, to: isState, at: isNumber, source: isSource },
    {
      from: isText,
      window: shape<NonNullable<Of<HistoryItem, 'change'>['window']>>({ before: isNumber }, { after: isNumber }),
      reason: isText,
    },
  ),
  event: shape<Of<HistoryItem, 'event'>>(
    { type: literal('event'), subject: isText, text: isText, at: isNumber, source: isSource },
    {},
  ),
  request: shape<Of<HistoryItem, 'request'>>(
    { type: literal('request'), text: isText, at: isNumber, result: oneOf('accepted', 'refused', 'unknown') },
    { detail: isText },
  ),
  gap: shape<Of<HistoryItem, 'gap'>>({ type: literal('gap'), from: isNumber }, { to: isNumber }),
});

const isBlock = tagged<Block>({
  rows: shape<Of<Block, 'rows'>>({ type: literal('rows'), rows: arrayOf(isRow) }, {}),
  value: shape<Of<Block, 'value'>>({ type: literal('value'), value: isValue }, {}),
  button: shape<Of<Block, 'button'>>({ type: literal('button'), button: isButton }, {}),
  heading: shape<Of<Block, 'heading'>>({ type: literal('heading'), text: isText }, { note: isText }),
  timeline: shape<Of<Block, 'timeline'>>(
    {
      type: literal('timeline'),
      from: isNumber,
      to: isNumber,
      live: isFlag,
      lanes: arrayOf(isLane),
      markers: arrayOf(isMarker),
    },
    {},
  ),
  table: shape<Of<Block, 'table'>>(
    {
      type: literal('table'),
      id: isText,
      label: isText,
      columns: arrayOf(isText),
      rows: arrayOf(arrayOf(isValue)),
      empty: isText,
    },
    { more: isButton },
  ),
  track: shape<Of<Block, 'track'>>({ type: literal('track'), label: isText, stages: arrayOf(isStage) }, {}),
  history: shape<Of<Block, 'history'>>(
    {
      type: literal('history'),
      entries: arrayOf(isHistoryItem),
      empty: isText,
      moments: arrayOf(shape<{ at: number; label: string }>({ at: isNumber, label: isText }, {})),
    },
    {},
  ),
});

const isRef = shape<PageModel['ref']>(
  { kind: isText, id: isText, scope: shape<PageModel['ref']['scope']>({ profile: isText, region: isText }, {}) },
  {},
);
const isSection = shape<Section>(
  { id: isText, title: isText, wide: isFlag, blocks: arrayOf(isBlock) },
  { note: isText },
);

/** Whether something unknown is a whole page. */
export const isPageModel: Check<PageModel> = shape<PageModel>(
  {
    kind: oneOf('instance', 'deployment', 'experiment'),
    ref: isRef,
    title: isText,
    place: arrayOf(isValue),
    state: isState,
    why: arrayOf(isRow),
    badges: arrayOf(isBadge),
    notices: arrayOf(isNotice),
    buttons: arrayOf(isButton),
    sections: arrayOf(isSection),
  },
  { clock: isClock, stop: isButton, asOf: isNumber, clockOffset: isNumber },
);
