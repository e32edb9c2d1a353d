import { createMemoryStore } from '../fakes/memory-store.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'
import { retentionStoreContract } from './retention-store.ts'

const open = async () => createMemoryStore()

objectStoreContract('memory', open)
racingWritersContract('memory', open)
retentionStoreContract('memory', open)
