import type { Plan, PlanFile } from './plan-file.ts'

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
    member: 'copies',
    isAsked: ({ copies }) => copies !== undefined,
    message: 'asks for copies of the vault, which Holdfast cannot make by plan yet. Take it out.',
  },
]

/** A wish that cannot be granted, and the place of the member that says it. */
interface Wish {
  readonly path: readonly string[]
  readonly message: string
}

/** Each wish of the file that cannot be granted. */
export function notYet(file: PlanFile): readonly Wish[] {
  return Object.entries(file.plans).flatMap(([name, plan]) =>
    NOT_YET.filter(({ isAsked }) => isAsked(plan, file)).map(({ member, message }) => ({
      path: ['plans', name, member],
      message,
    })),
  )
}
