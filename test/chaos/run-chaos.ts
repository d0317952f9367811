import { crash, sqliteStore } from './crash.ts'
import { crowd, idle } from './crowd.ts'
import { hostile } from './hostile.ts'
import { findPostgres, startPostgres } from '@goldwire/server/testing'

import { startServerProcess } from './start-server.ts'

/** Everything that can go wrong at once, and what is left of it. Prints a table; ends with 1 when anything was lost. */
const problems: string[] = []
const postgres = findPostgres()

async function run(name: string, part: (problems: string[]) => Promise<Record<string, number>>): Promise<void> {
  const found: string[] = []
  const counts = await part(found)
  process.stdout.write(`${found.length === 0 ? 'held ' : 'LOST '} ${name}\n`)
  for (const [key, value] of Object.entries(counts)) process.stdout.write(`        ${value.toLocaleString('en').padStart(12)}  ${key}\n`)
  for (const problem of found.slice(0, 20)) process.stdout.write(`        ! ${problem}\n`)
  problems.push(...found)
}

await run('kill -9 during streams, SQLite', async (found) => crash(await sqliteStore(), found))
if (postgres === null) {
  process.stdout.write('skip  kill -9 during streams, Postgres: there is none here, and it could not be installed\n')
} else {
  await using database = await startPostgres(postgres)
  await run('kill -9 during streams, Postgres', async (found) => crash(await database.createDatabase(), found))
}
{
  await using server = await startServerProcess('memory')
  await run('malformed and hostile requests', (found) => hostile(server, found))
  await run('slow and vanishing readers', (found) => crowd(server, found))
  await run('memory of idle streams', (found) => idle(server, found))
}
process.stdout.write(problems.length === 0 ? 'nothing was lost\n' : `${problems.length} problems\n`)
process.exitCode = problems.length === 0 ? 0 : 1
