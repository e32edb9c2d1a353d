import { createMemoryStore } from '../fakes/memory-store.ts'
import { storeUnder } from '../../shared/vault/store-under.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'

const open = async () => storeUnder(createMemoryStore(), 'tests/2026-11-21/one/')

objectStoreContract('a part of another', open)
racingWritersContract('a part of another', open)
