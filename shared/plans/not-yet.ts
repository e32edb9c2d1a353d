import type { Plan, PlanFile } from './plan-file.ts'
import { tagOf } from './selector.ts'

/** A wish that the file can say and that nothing carries out yet. */
interface NotYet {
  /** The member of a plan that says it. */
  readonly member: keyof Plan
  readonly isAsked: (plan: Plan, file: PlanFile) => boolean
  /** What to do about it. */
  readonly message: string
}

/**
 * What is refused rather than accepted and ignored: a plan must not promise what is not done. Whoever makes Holdfast
 * able to do one of these takes its entry out.
 */
const NOT_YET: readonly NotYet[] = [
  {
    member: 'capture',
    isAsked: ({ capture = [] }) => capture.includes('event-data'),
    message: 'asks for event data, which Holdfast cannot capture yet. Take event-data out.',
  },
  {
    member: 'copies',
    isAsked: ({ copies }) => copies !== undefined,
    message: 'asks for copies of the vault, which Holdfast cannot make by plan yet. Take it out.',
  },
  {
    member: 'alerts',
    isAsked: ({ alerts }) => alerts !== undefined && alerts.when !== 'always',
    message:
      'asks for fewer alerts, which Holdfast cannot do by plan yet: every run is told. Use a filter on the attribute severity of the subscription, or when: always.',
  },
  {
    member: 'restoreTests',
    isAsked: ({ restoreTests }) => restoreTests !== undefined,
    message:
      'are of a plan alone, which Holdfast cannot do yet: restores of all functions are tested by one schedule. Write them at the top of the file.',
  },
]

/** What the restore tests of a deployment cannot be told. */
function testsNotYet({ restoreTests }: PlanFile): readonly Wish[] {
  const payloads = {
    path: ['restoreTests', 'payloads'],
    message:
      'cannot be sent by the schedule yet. Start the state machine with them, or use `holdfast test-restore --payload`.',
  }
  const production = {
    path: ['restoreTests', 'production'],
    message: 'can only be told by one tag with one value and no * yet, such as tags: { env: prod }.',
  }
  return [
    ...(restoreTests?.payloads === undefined ? [] : [payloads]),
    ...(restoreTests?.production === undefined || tagOf(restoreTests.production) !== undefined
      ? []
      : [production]),
  ]
}

/** A wish that cannot be granted, and the place of the member that says it. */
interface Wish {
  readonly path: readonly string[]
  readonly message: string
}

/** Each wish of the file that cannot be granted. */
export function notYet(file: PlanFile): readonly Wish[] {
  return [...testsNotYet(file), ...plansNotYet(file)]
}

function plansNotYet(file: PlanFile): readonly Wish[] {
  return Object.entries(file.plans).flatMap(([name, plan]) =>
    NOT_YET.filter(({ isAsked }) => isAsked(plan, file)).map(({ member, message }) => ({
      path: ['plans', name, member],
      message,
    })),
  )
}
