/** Settings that several functions of the estate share. */
export const NODE = { Runtime: 'nodejs24.x', Handler: 'index.handler', MemorySize: 256, Timeout: 10 } as const
export const PYTHON = { Runtime: 'python3.13', MemorySize: 256, Timeout: 30 } as const
