// Stops what test/emulator-setup.mjs started.
export default async function teardown() {
  await globalThis.holdfastMachine?.stop()
}
