import type { ChangePorts } from '../changes/on-change.ts'
export type World = ChangePorts
export async function world(): Promise<World> {
  throw new Error('x')
}
