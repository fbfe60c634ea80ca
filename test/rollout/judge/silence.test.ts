import { describe, expect, it } from '@jest/globals';
import { type Counts, settingsOf, timeline, type WeightChange } from '../../../rollout/judge/index.ts';
import type { JudgedMinute } from '../../../rollout/judge/minute.ts';
import { silence } from '../../../rollout/judge/silence.ts';
import { counts, errors, observed, type Pair } from './a-rollout.ts';

type Slots = readonly [stable: Pair, canary: Pair];

const heard: Slots = [
  [190, 0],
  [10, 0],
];
/** At 5%, 190 requests on stable should bring the canary just ten. */
const silent: Slots = [
  [190, 0],
  [0, 0],
];
const quiet: Slots = [
  [189, 0],
  [0, 0],
];
const empty: Slots = [
  [0, 0],
  [0, 0],
];

type Asked = {
  readonly newestMinute?: number;
  readonly weights?: readonly WeightChange[];
  readonly baseline?: Counts;
  readonly requestsPerMinute?: number;
  readonly from?: number;
};

const hear = (slots: readonly Slots[], asked: Asked = {}) => {
  const { weights = [{ minute: 0, percent: 5 }], from = 0 } = asked;
  const minutes = slots.map(
    ([stable, canary], i): JudgedMinute => ({
      minute: from + i,
      stable: counts(stable),
      canary: counts(canary),
      use: 'paired',
    }),
  );
  const newestMinute = asked.newestMinute ?? from + slots.length - 1;
  return silence(
    {
      minutes,
      newestMinute,
      counts: { stable: counts([0, 0]), canary: counts([0, 0]) },
      referenceRate: null,
      clampedMinutes: 0,
    },
    observed([], asked.baseline === undefined ? {} : { baseline: asked.baseline }),
    settingsOf(errors),
    timeline(weights),
    asked.requestsPerMinute,
  );
};
const times = (count: number, slots: Slots): readonly Slots[] => Array.from({ length: count }, () => slots);

describe('silent minutes', () => {
  it.each<[string, readonly Slots[], Asked, number]>([
    ['a canary that is heard', times(9, heard), {}, 0],
    [
      'one request breaks it',
      [
        ...times(4, silent),
        [
          [190, 0],
          [1, 0],
        ],
      ],
      {},
      0,
    ],
    ['the newest in a row', [...times(3, heard), ...times(4, silent)], {}, 4],
    ['only the newest in a row', [...times(5, silent), heard, ...times(2, silent)], {}, 2],
    ['all after the warm-up', times(9, silent), {}, 8],
    ['fewer than ten requests expected are no silence', times(9, quiet), {}, 0],
    ['and break it', [...times(4, silent), quiet, ...times(2, silent)], {}, 2],
    ['a source that is late by two minutes', [heard, heard, ...times(4, silent)], { newestMinute: 7 }, 4],
    ['a source that is late by three', [heard, heard, ...times(4, silent)], { newestMinute: 8 }, 0],
    ['no minutes', [], {}, 0],
    ['a warm-up alone', [silent], {}, 0],
    [
      'at 0% none is expected',
      times(9, silent),
      {
        weights: [
          { minute: 0, percent: 5 },
          { minute: 1, percent: 0 },
        ],
      },
      0,
    ],
    [
      'at 50% as many as on stable',
      [
        heard,
        ...times(4, [
          [10, 0],
          [0, 0],
        ] as const),
      ],
      { weights: [{ minute: 0, percent: 50 }] },
      4,
    ],
    [
      'at 50% as many as on stable, which are few',
      [
        heard,
        ...times(4, [
          [9, 0],
          [0, 0],
        ] as const),
      ],
      { weights: [{ minute: 0, percent: 50 }] },
      0,
    ],
    [
      'at 100% as many as usual',
      [heard, ...times(4, empty)],
      { weights: [{ minute: 0, percent: 100 }], requestsPerMinute: 10 },
      4,
    ],
    [
      'at 100% as many as usual, which are few',
      [heard, ...times(4, empty)],
      { weights: [{ minute: 0, percent: 100 }], requestsPerMinute: 9 },
      0,
    ],
    [
      'at 100% as many as stable still gets',
      [
        heard,
        ...times(4, [
          [10, 0],
          [0, 0],
        ] as const),
      ],
      { weights: [{ minute: 0, percent: 100 }], requestsPerMinute: 0 },
      4,
    ],
  ])('%s', (_, slots, asked, expected) => {
    expect(hear(slots, asked).silentMinutes).toBe(expected);
  });
});

describe('hearing the canary', () => {
  it.each<[string, readonly Slots[], Asked, boolean]>([
    ['in the newest minute', [...times(4, silent), heard], {}, true],
    [
      'one request',
      [
        ...times(4, silent),
        [
          [0, 0],
          [1, 0],
        ],
      ],
      {},
      true,
    ],
    ['not in the newest', [...times(4, heard), silent], {}, false],
    ['within two minutes of lateness', times(4, heard), { newestMinute: 5 }, true],
    ['not within three', times(4, heard), { newestMinute: 6 }, false],
    ['no minutes', [], {}, false],
  ])('%s', (_, slots, asked, expected) => {
    expect(hear(slots, asked).hearsCanary).toBe(expected);
  });
});

describe('traffic that vanished', () => {
  it.each<[string, readonly Slots[], Asked, boolean]>([
    [
      'nothing is reported although ten requests are usual',
      times(4, heard),
      { newestMinute: 6, requestsPerMinute: 10 },
      true,
    ],
    ['nine are usual', times(4, heard), { newestMinute: 6, requestsPerMinute: 9 }, false],
    ['zeros in both slots', [...times(4, heard), ...times(3, empty)], { requestsPerMinute: 10 }, true],
    [
      'a request on stable',
      [
        ...times(4, heard),
        empty,
        [
          [1, 0],
          [0, 0],
        ],
        empty,
      ],
      { requestsPerMinute: 10 },
      false,
    ],
    [
      'a request on the canary',
      [
        ...times(4, heard),
        empty,
        [
          [0, 0],
          [1, 0],
        ],
        empty,
      ],
      { requestsPerMinute: 10 },
      false,
    ],
    [
      'a request on each',
      [
        ...times(4, heard),
        empty,
        [
          [1, 0],
          [1, 0],
        ],
        empty,
      ],
      { requestsPerMinute: 10 },
      false,
    ],
    [
      'zeros for two minutes only',
      [...times(4, heard), ...times(2, empty)],
      { requestsPerMinute: 10 },
      false,
    ],
    [
      'zeros of a silent canary at 100% are its own',
      [...times(4, heard), ...times(3, empty)],
      { weights: [{ minute: 0, percent: 100 }], requestsPerMinute: 10 },
      false,
    ],
    [
      'three minutes after the start',
      [],
      { newestMinute: 13, weights: [{ minute: 10, percent: 5 }], requestsPerMinute: 10 },
      true,
    ],
    ['sooner', [], { newestMinute: 12, weights: [{ minute: 10, percent: 5 }], requestsPerMinute: 10 }, false],
  ])('%s', (_, slots, asked, expected) => {
    expect(hear(slots, asked).trafficVanished).toBe(expected);
  });
});

describe('what is usual', () => {
  it.each<[string, readonly Slots[], Asked, number]>([
    ['what the service says', times(4, heard), { requestsPerMinute: 7, baseline: counts([600, 0]) }, 7],
    ['even if that is nothing', times(4, heard), { requestsPerMinute: 0, baseline: counts([600, 0]) }, 0],
    ['else the recorded hour', times(4, heard), { baseline: counts([600, 0]) }, 10],
    ['else the mean so far', [...times(3, heard), empty], {}, 150],
    ['else nothing is known', [], {}, 0],
  ])('%s', (_, slots, asked, expected) => {
    expect(hear(slots, asked).expectedPerMinute).toBe(expected);
  });
});
