// The dashboard, for `${file(infrastructure/monitoring.js):dashboard}`. Its meaning is in monitoring/*.ts: a widget can
// name no metric that Holdfast does not emit.

/** The dashboard, as a part of the template. */
export async function dashboard() {
  const { dashboardTemplate } = await import('./monitoring/dashboard.ts')
  return dashboardTemplate()
}
