import { PreconditionFailedError } from '../../shared/errors.ts'
import type { Vault } from '../../shared/ports/vault.ts'
import { commitPoint } from '../../shared/vault/commit.ts'
import { HELLO, preparedPoint } from '../fakes/points.ts'

/** Commits as capture does: with the pointer as it was before reading, and once more after each lost race. */
export async function commitUntilDone(vault: Vault, description: string): Promise<string> {
  for (;;) {
    const expected = await vault.latest(HELLO)
    try {
      return (await commitPoint(vault, preparedPoint(description), expected)).state
    } catch (error) {
      if (!(error instanceof PreconditionFailedError)) throw error
    }
  }
}
