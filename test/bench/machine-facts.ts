import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'

/** Where numbers were measured: they are true of no other machine. */
export interface MachineFacts {
  readonly cpu: string
  readonly cores: number
  /** GB. */
  readonly memory: number
  readonly node: string
  readonly platform: string
  /** Processes that wanted the processor in the last five minutes, on average: others count too. */
  readonly load: number
}

export function machineFacts(): MachineFacts {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    load: Math.round((loadavg()[1] ?? 0) * 10) / 10,
  }
}

/** The facts in one line. */
export function machineText({ cpu, cores, memory, node, platform, load }: MachineFacts): string {
  return `${cpu}, ${cores} cores, ${memory} GB, ${platform}, Node ${node}, load ${load} over the last five minutes`
}
