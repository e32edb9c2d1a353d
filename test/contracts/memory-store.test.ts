import { createMemoryStore } from '../fakes/memory-store.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'

const open = async () => createMemoryStore()

objectStoreContract('memory', open)
racingWritersContract('memory', open)
