import { jest } from '@jest/globals'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { Age } from '../../shared/copies/age.ts'
import { EncryptedStore } from '../../shared/copies/encrypted-store.ts'
import { createMemoryStore } from '../fakes/memory-store.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'
import { retentionStoreContract } from './retention-store.ts'

jest.setTimeout(60_000)

const open = async () => {
  const identity = await generateX25519Identity()
  const age = await Age.of({ recipients: [await identityToRecipient(identity)], identities: [identity] })
  return new EncryptedStore(createMemoryStore(), age)
}

objectStoreContract('encrypted', open)
racingWritersContract('encrypted', open)
retentionStoreContract('encrypted', open)
