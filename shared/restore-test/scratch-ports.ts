import type { Manifest } from '../model/manifest.ts'
import { isPointOf } from '../model/manifest.ts'
import type { PlannedTest } from '../model/restore-test.ts'
import type { Vault } from '../ports/vault.ts'
import type { RestorePorts } from '../restore/restore-ports.ts'
import { storeUnder } from '../vault/store-under.ts'
import { testPrefix } from '../vault/test-layout.ts'
import type { TestPorts } from './test-ports.ts'

/** What the restore of one test touches: its journal stands with the test, and nothing that it makes is shared. */
export function scratchPorts(ports: TestPorts, { testId }: Pick<PlannedTest, 'testId'>): RestorePorts {
  return { ...ports, vault: withoutSharing(ports.vault), store: storeUnder(ports.store, testPrefix(testId)) }
}

/** Points without the policies of their layers: a layer that a test publishes is for nobody else. */
function withoutSharing(vault: Vault): Vault {
  return { ...vault, readManifest: async (key) => unshared(await vault.readManifest(key)) }
}

function unshared(manifest: Manifest): Manifest {
  if (!isPointOf('function', manifest) || manifest.content.layers === undefined) return manifest
  const layers = manifest.content.layers.map(({ policy: _policy, ...layer }) => layer)
  return { ...manifest, content: { ...manifest.content, layers } }
}
