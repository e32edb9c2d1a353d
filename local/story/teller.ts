import type { WriteStream } from 'node:tty'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const FRAME_MS = 80

/** Tells people what goes on: one line for each step, with a turning mark on a terminal, plain lines elsewhere. */
export class Teller {
  readonly #out: WriteStream
  #step = ''
  #began = 0
  #facts: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(out: WriteStream) {
    this.#out = out
  }

  /** Shows a step while it is done, and how long it took. @returns what `work` gives */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    this.#begin(title)
    try {
      const result = await work()
      this.#end('✔')
      return result
    } catch (error) {
      this.#end('✖')
      throw error
    }
  }

  /** A fact about the step that goes on; shown under it. */
  say(fact: string): void {
    this.#facts.push(fact)
  }

  /** A line of its own. */
  line(text: string): void {
    this.#clear()
    this.#out.write(`${text}\n`)
  }

  #begin(title: string): void {
    this.#step = title
    this.#began = Date.now()
    this.#facts = []
    if (!this.#out.isTTY) return
    let frame = 0
    this.#timer = setInterval(() => {
      frame = (frame + 1) % FRAMES.length
      this.#clear()
      this.#out.write(`${FRAMES[frame]} ${this.#step}`)
    }, FRAME_MS)
  }

  #end(mark: string): void {
    clearInterval(this.#timer)
    const seconds = ((Date.now() - this.#began) / 1000).toFixed(1)
    this.line(`${mark} ${this.#step} (${seconds} s)`)
    for (const fact of this.#facts) this.line(`    ${fact}`)
  }

  #clear(): void {
    if (!this.#out.isTTY) return
    this.#out.clearLine(0)
    this.#out.cursorTo(0)
  }
}
