import { directoryStores } from './directory-places.ts'
import { objectStoreContract } from './object-store.ts'
import { racingWritersContract } from './racing-writers.ts'

const open = await directoryStores()

objectStoreContract('a directory', open)
racingWritersContract('a directory', open)
