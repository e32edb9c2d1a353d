import { VaultUnavailableError } from '../../shared/errors.ts'
import { FallbackStore } from '../../shared/copies/fallback-store.ts'
import { RESTORES_PREFIX } from '../../shared/vault/restore-layout.ts'
import { storeUnder } from '../../shared/vault/store-under.ts'
import { unreachableStore } from '../fakes/unreachable-store.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { objectStoreContract } from './object-store.ts'

const tell = () => {}

objectStoreContract(
  'a vault with a copy',
  async () => new FallbackStore({ first: createMemoryStore(), copy: createMemoryStore(), tell }),
)

/** Journals are all that is written to it. */
objectStoreContract('the journals of a copy whose vault is gone', async () => {
  const first = unreachableStore(new VaultUnavailableError('There is no bucket first'))
  return storeUnder(new FallbackStore({ first, copy: createMemoryStore(), tell }), RESTORES_PREFIX)
})
