import { createMemoryStore } from '../fakes/memory-store.ts'
import { objectStoreContract } from './object-store.ts'

objectStoreContract('memory', async () => createMemoryStore())
