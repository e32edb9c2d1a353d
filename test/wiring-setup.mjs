import { packageService } from '../local/package.ts'

/** Packages the service once, before test files look at it side by side. */
export default async function setup() {
  await packageService()
}
