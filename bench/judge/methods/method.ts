/** The counts of a finished minute, all that a method may look at. One object is filled again for each minute. */
export type Minute = {
  minute: number;
  /** Minutes since the step began; 0 in its first. */
  stepMinute: number;
  isLastOfStep: boolean;
  isLast: boolean;
  readonly stable: Slot;
  readonly canary: Slot;
  /** Parts of canary and stable that are equally large, for tests that ask for a baseline of the canary's size. */
  readonly sample: Slot;
  readonly control: Slot;
};

export type Slot = { total: number; readonly bad: Float64Array };

export type Decision = 'fail' | 'pass' | 'continue';

/** Sees the minutes of a rollout one after the other. */
export type Detector = (minute: Minute) => Decision;

/** A rule by which a rollout is returned. */
export type Method = {
  readonly name: string;
  readonly label: string;
  readonly kind: 'peer' | 'z-test' | 'yardstick';
  /** How many of the metrics it watches: thresholds are only known for errors. */
  readonly watches: 'errors' | 'all';
  /** Begins a rollout with so many metrics, with the default threshold or a tuned one. */
  readonly start: (metrics: number, threshold: number, isTuned: boolean) => Detector;
  readonly threshold: {
    readonly byDefault: number;
    /** The least and the most careful value that tuning may choose. */
    readonly keen: number;
    readonly careful: number;
  };
};
