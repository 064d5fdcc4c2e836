// Reads many modules with a second thread beside this one; few are read here alone.
import { extname, join } from 'node:path'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Module } from './ast.ts'
import type { ModuleSource, PythonReader } from './parse.ts'
import type { ReadModule } from './tree-reader.ts'

/** Units of text that a second thread pays for: it takes about 50 ms to start, and reads about 1.5 MB in a second. */
const WORTH_A_THREAD = 300_000

const THREAD = join(import.meta.dirname, `parse-thread${extname(import.meta.filename)}`)

export interface ThreadWork {
  readonly texts: readonly string[]
  /** How many files were taken so far; each thread takes the next. */
  readonly taken: Int32Array
  readonly port: MessagePort
}

interface Answer {
  readonly at: number
  readonly read: ReadModule
}

/** Started before the grammar is loaded here, so that both load it at once. */
export class ModuleThreads {
  readonly #sources: readonly ModuleSource[]
  readonly #taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  readonly #answers: MessagePort | undefined
  #ended: Promise<void> = Promise.resolve()

  constructor(sources: readonly ModuleSource[]) {
    this.#sources = sources
    const units = sources.reduce((sum, { text }) => sum + text.length, 0)
    if (units >= WORTH_A_THREAD) this.#answers = this.#start()
  }

  #start(): MessagePort {
    const { port1, port2 } = new MessageChannel()
    const texts = this.#sources.map(({ text }) => text)
    const work: ThreadWork = { texts, taken: this.#taken, port: port2 }
    // Without what this process was told to load.
    const thread = new Worker(THREAD, { workerData: work, transferList: [port2], execArgv: [], stderr: true })
    this.#ended = new Promise((resolve) => {
      thread.on('error', () => resolve())
      thread.on('exit', () => resolve())
    })
    return port1
  }

  /** In the order of the sources. What the other thread took and did not give back is read here. */
  async read(reader: PythonReader, onRead: (done: number) => void): Promise<Module[]> {
    const sources = this.#sources
    const made = new Map<ModuleSource, Module>()
    const readHere = (source: ModuleSource) => {
      made.set(source, reader.module(source.file, source.name, source.isPackage, source.text))
      onRead(made.size)
    }
    const take = ({ at, read }: Answer) => {
      const source = sources[at] as ModuleSource
      made.set(source, reader.made(source, read))
      onRead(made.size)
    }
    for (let at = this.#next(); at < sources.length; at = this.#next()) {
      readHere(sources[at] as ModuleSource)
      this.#takeAnswers(take)
    }
    await this.#lastAnswers(() => made.size === sources.length, take)
    for (const source of sources) if (!made.has(source)) readHere(source)
    return sources.map((source) => made.get(source) as Module)
  }

  #next(): number {
    return Atomics.add(this.#taken, 0, 1)
  }

  #takeAnswers(take: (answer: Answer) => void): void {
    if (this.#answers === undefined) return
    for (;;) {
      const received = receiveMessageOnPort(this.#answers)
      if (received === undefined) return
      take(received.message)
    }
  }

  /** Those to the files that the thread is still at. */
  async #lastAnswers(areAllThere: () => boolean, take: (answer: Answer) => void): Promise<void> {
    const answers = this.#answers
    if (answers === undefined) return
    if (!areAllThere()) {
      const told = new Promise<void>((resolve) => {
        answers.on('message', (answer: Answer) => {
          take(answer)
          if (areAllThere()) resolve()
        })
      })
      await Promise.race([told, this.#ended])
      answers.removeAllListeners('message')
      this.#takeAnswers(take)
    }
    answers.close()
  }
}
