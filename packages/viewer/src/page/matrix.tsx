import { countSeverity } from '../model/overview.ts'
import type { ViewerData, ViewerScenario } from '../viewer-data.ts'
import { StatusBadge } from './icons.tsx'
import type { LinkTo } from './overview.tsx'

/** Scenarios down, servers across; what each passes of what could be decided at the end. */
export function Matrix({ data, groups, linkTo }: { data: ViewerData; groups: readonly string[]; linkTo: LinkTo }) {
  const titles = new Map(data.scenarios.map((each) => [each.name, each.title]))
  const cells = new Map(data.scenarios.map((each, index) => [`${each.group ?? ''}\n${each.name}`, { scenario: each, index }]))
  return (
    <section aria-labelledby="matrix-title">
      <h2 id="matrix-title">Servers</h2>
      <table class="matrix">
        <thead>
          <tr>
            <th>scenario</th>
            {groups.map((group) => (
              <th key={group}>{group}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...titles].map(([name, title]) => (
            <tr key={name}>
              <th scope="row">
                {name}
                {title !== undefined && title !== name && <span class="title">{title}</span>}
              </th>
              {groups.map((group) => {
                const cell = cells.get(`${group}\n${name}`)
                return <td key={group}>{cell && <Cell scenario={cell.scenario} link={linkTo(cell.index)} />}</td>
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">passed</th>
            {groups.map((group) => (
              <td key={group}>{score(data.scenarios.filter((each) => each.group === group))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  )
}

function Cell({ scenario, link }: { scenario: ViewerScenario; link: string }) {
  const { lint, diff } = countSeverity(scenario, 'error')
  return (
    <a href={link} title={scenario.reason ?? ''}>
      {scenario.undecided ? <span class="soft">undecided</span> : scenario.status && <StatusBadge status={scenario.status} />}
      {lint + diff > 0 && <span class="error"> {lint + diff}</span>}
    </a>
  )
}

function score(scenarios: readonly ViewerScenario[]): string {
  const decided = scenarios.filter((each) => !each.undecided)
  if (decided.every((each) => each.status === 'unreachable')) return 'unreachable'
  return `${decided.filter((each) => each.status === 'pass').length} of ${decided.length}`
}
