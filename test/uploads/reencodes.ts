// A process that makes one image anew and closes nothing, as a program that forgets to. Run by image-processes.test.ts.
import { createReencoder } from '../../src/uploads/image.ts'

const [from = '', to = ''] = process.argv.slice(2)
const reencoder = createReencoder({ concurrency: 1, queue: 0 })
const made = await reencoder.reencode(from, to, { maxPixels: 25_000_000, maxFrames: 1, processorSeconds: 30 })
console.log(JSON.stringify(made))
