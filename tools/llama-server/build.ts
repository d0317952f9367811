/**
 * `npm run llama-server:build`: builds llama.cpp's `llama-server` from the source that node-llama-cpp carries. Not part of CI: it takes
 * about a quarter of an hour on two cores, and cmake, ninja and a C++ compiler. Where they are missing it says so and ends with 0.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { serverBinary, serverFolder } from './server-binary.ts'

const bundle = fileURLToPath(new URL('../../node_modules/node-llama-cpp/llama/gitRelease.bundle', import.meta.url))
const release = fileURLToPath(new URL('../../node_modules/node-llama-cpp/llama/binariesGithubRelease.json', import.meta.url))

const missing = [
  ['git', '--version'],
  ['cmake', '--version'],
  ['ninja', '--version'],
  ['c++', '--version'],
].filter(([command = '', flag = '']) => spawnSync(command, [flag]).status !== 0)
const names = missing.map(([command]) => command).join(', ')
if (missing.length > 0 || !existsSync(bundle)) {
  const what = missing.length > 0 ? `${names} not found (Debian: apt-get install git cmake ninja-build g++)` : `${bundle} is missing`
  console.warn(`llama-server is NOT built: ${what}`)
} else await build()

async function build(): Promise<void> {
  const source = join(serverFolder, 'source')
  await mkdir(serverFolder, { recursive: true })
  const version = (JSON.parse(await readFile(release, 'utf8')) as { release: string }).release
  if (!existsSync(join(source, 'CMakeLists.txt'))) run('git', ['clone', '--quiet', bundle, source])
  // Not -march=native: a processor may name instructions that the machine it is lent to refuses.
  const portable = process.arch === 'x64' ? ['SSE42', 'AVX', 'AVX2', 'BMI2', 'FMA', 'F16C'].map((each) => `-DGGML_${each}=ON`) : []
  const off = [
    'LLAMA_CURL',
    'LLAMA_OPENSSL',
    'LLAMA_BUILD_TESTS',
    'LLAMA_BUILD_EXAMPLES',
    'LLAMA_BUILD_WEBUI',
    'LLAMA_BUILD_UI',
    'GGML_NATIVE',
  ]
  const flags = ['-DCMAKE_BUILD_TYPE=Release', ...off.map((each) => `-D${each}=OFF`), ...portable]
  run('cmake', ['-S', source, '-B', join(source, 'build'), '-G', 'Ninja', ...flags])
  run('cmake', ['--build', join(source, 'build'), '--target', 'llama-server'])
  console.log(`llama-server ${version}: ${serverBinary}`)
}

function run(command: string, args: string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' })
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} ended with ${status ?? error?.message ?? 'a signal'}`)
}
