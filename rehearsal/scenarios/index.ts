import type { Scenario } from '../scenario.ts';
import { abortWhileWaitingForApproval } from './abort-while-waiting-for-approval.ts';
import { abortWhileWarm } from './abort-while-warm.ts';
import { advanceEarly } from './advance-early.ts';
import { alarmMidBake } from './alarm-mid-bake.ts';
import { albBadRelease } from './alb-bad-release.ts';
import { albGoodRelease } from './alb-good-release.ts';
import { albSticky } from './alb-sticky.ts';
import { approvalGiven } from './approval-given.ts';
import { approvalNeverGiven } from './approval-never-given.ts';
import { approvalRefused } from './approval-refused.ts';
import { archiveForEcs } from './archive-for-ecs.ts';
import { crashOnStart } from './crash-on-start.ts';
import { errorsAt5Percent } from './errors-at-5-percent.ts';
import { executionStopped } from './execution-stopped.ts';
import { freezeBegins } from './freeze-begins.ts';
import { fullLoadBreaksIt } from './full-load-breaks-it.ts';
import { goodRelease } from './good-release.ts';
import { guardedApproval } from './guarded-approval.ts';
import { guardedBadRelease } from './guarded-bad-release.ts';
import { guardedGoodRelease } from './guarded-good-release.ts';
import { guardedStopped } from './guarded-stopped.ts';
import { harmWhileWaiting } from './harm-while-waiting.ts';
import { incidentOnBoth } from './incident-on-both.ts';
import { lambdaAbortWhileWarm } from './lambda-abort-while-warm.ts';
import { lambdaBadRelease } from './lambda-bad-release.ts';
import { lambdaDoesNotBecomeActive } from './lambda-does-not-become-active.ts';
import { lambdaFailsAt100Percent } from './lambda-fails-at-100-percent.ts';
import { lambdaGoodRelease } from './lambda-good-release.ts';
import { lateWriteWins } from './late-write-wins.ts';
import { learnsFromGoodReleases } from './learns-from-good-releases.ts';
import { learnsNothing } from './learns-nothing.ts';
import { metricsVanish } from './metrics-vanish.ts';
import { newerPushIsRejected } from './newer-push-is-rejected.ts';
import { newerPushQueues } from './newer-push-queues.ts';
import { newerPushSupersedes } from './newer-push-supersedes.ts';
import { newerPushWhileWarm } from './newer-push-while-warm.ts';
import { noTraffic } from './no-traffic.ts';
import { paused } from './paused.ts';
import { personAborts } from './person-aborts.ts';
import { recoveryStoppedToo } from './recovery-stopped-too.ts';
import { repeatedPush } from './repeated-push.ts';
import { returnIsThrottled } from './return-is-throttled.ts';
import { route53IsBusy } from './route53-is-busy.ts';
import { shiftInFlightAtTheAlarm } from './shift-in-flight-at-the-alarm.ts';
import { sickStable } from './sick-stable.ts';
import { sickStableHotfix } from './sick-stable-hotfix.ts';
import { slowLeak } from './slow-leak.ts';
import { slowRelease } from './slow-release.ts';
import { stableLosesATask } from './stable-loses-a-task.ts';
import { stopSwitch } from './stop-switch.ts';
import { stoppedWhileRetiring } from './stopped-while-retiring.ts';
import { strangerMovesWeights } from './stranger-moves-weights.ts';
import { tasksDieWhileBaking } from './tasks-die-while-baking.ts';
import { tickBeforeTheMark } from './tick-before-the-mark.ts';
import { wrongConsoleInput } from './wrong-console-input.ts';

/** Every rehearsed story, by the name that `npm start -- --scenario NAME` takes. */
export const scenarios = {
  'good-release': goodRelease,
  'errors-at-5-percent': errorsAt5Percent,
  'guarded-good-release': guardedGoodRelease,
  'guarded-bad-release': guardedBadRelease,
  'guarded-approval': guardedApproval,
  'guarded-stopped': guardedStopped,
  'advance-early': advanceEarly,
  'slow-release': slowRelease,
  'crash-on-start': crashOnStart,
  'slow-leak': slowLeak,
  'incident-on-both': incidentOnBoth,
  'alarm-mid-bake': alarmMidBake,
  'person-aborts': personAborts,
  'abort-while-warm': abortWhileWarm,
  'abort-while-waiting-for-approval': abortWhileWaitingForApproval,
  'newer-push-supersedes': newerPushSupersedes,
  'newer-push-queues': newerPushQueues,
  'newer-push-is-rejected': newerPushIsRejected,
  'newer-push-while-warm': newerPushWhileWarm,
  'execution-stopped': executionStopped,
  'recovery-stopped-too': recoveryStoppedToo,
  'stopped-while-retiring': stoppedWhileRetiring,
  'shift-in-flight-at-the-alarm': shiftInFlightAtTheAlarm,
  'tick-before-the-mark': tickBeforeTheMark,
  'late-write-wins': lateWriteWins,
  'tasks-die-while-baking': tasksDieWhileBaking,
  'no-traffic': noTraffic,
  'metrics-vanish': metricsVanish,
  'approval-given': approvalGiven,
  'approval-refused': approvalRefused,
  'approval-never-given': approvalNeverGiven,
  'harm-while-waiting': harmWhileWaiting,
  'stranger-moves-weights': strangerMovesWeights,
  'sick-stable': sickStable,
  'sick-stable-hotfix': sickStableHotfix,
  'stable-loses-a-task': stableLosesATask,
  'freeze-begins': freezeBegins,
  paused,
  'stop-switch': stopSwitch,
  'wrong-console-input': wrongConsoleInput,
  'archive-for-ecs': archiveForEcs,
  'repeated-push': repeatedPush,
  'return-is-throttled': returnIsThrottled,
  'route53-is-busy': route53IsBusy,
  'full-load-breaks-it': fullLoadBreaksIt,
  'alb-good-release': albGoodRelease,
  'alb-bad-release': albBadRelease,
  'alb-sticky': albSticky,
  'learns-from-good-releases': learnsFromGoodReleases,
  'learns-nothing': learnsNothing,
  'lambda-good-release': lambdaGoodRelease,
  'lambda-bad-release': lambdaBadRelease,
  'lambda-fails-at-100-percent': lambdaFailsAt100Percent,
  'lambda-abort-while-warm': lambdaAbortWhileWarm,
  'lambda-does-not-become-active': lambdaDoesNotBecomeActive,
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;
