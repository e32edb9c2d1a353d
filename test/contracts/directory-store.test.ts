import { directoryStores } from './directory-places.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'
import { retentionStoreContract } from './retention-store.ts'

const open = await directoryStores()

objectStoreContract('a directory', open)
racingWritersContract('a directory', open)
retentionStoreContract('a directory', open)
