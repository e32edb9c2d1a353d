// The part of the template that follows from holdfast.yml, for `${file(infrastructure/plans.js):schedules}`.

/** Schedules of runs for one plan. */
export async function schedules() {
  const { planSchedules } = await import('./plan-schedules.ts')
  const { DEPLOYED_PLANS } = await import('../shared/runtime/deployed-plans.ts')
  return planSchedules(DEPLOYED_PLANS)
}
