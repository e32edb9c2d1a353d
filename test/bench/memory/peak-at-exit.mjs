// Preloaded into a measured process: writes its highest resident set, in kilobytes, when it ends. VmHWM is Linux's;
// elsewhere the operating system's own account has to do, in which a parent's peak may be counted.
import { readFileSync, writeFileSync } from 'node:fs'

function peak() {
  try {
    return Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1])
  } catch {
    return process.resourceUsage().maxRSS
  }
}

process.on('exit', () => writeFileSync(process.env.BENCH_PEAK, String(peak())))
