import type { RestorePlan } from '../../shared/model/restore.ts'

/**
 * A plan for programs. Left out are what steps are carried out with and the map, which may hold values of
 * environments; both stand in the plan in the vault.
 */
export function planJson({ request, steps, ...plan }: RestorePlan) {
  const { map: _map, ...asked } = request
  return { ...plan, request: asked, steps: steps.map(({ input: _input, ...step }) => step) }
}
