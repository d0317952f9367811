import { shortNames } from '../model/short-names.ts'
import { countSeverity } from '../model/overview.ts'
import type { ViewerScenario } from '../viewer-data.ts'

/** The way between scenarios: a column at the side, or above the stream on a narrow screen. */
export function ScenarioList(props: {
  scenarios: readonly ViewerScenario[]
  current: number | null
  linkTo: (scenario: number | null) => string
}) {
  const { scenarios, current, linkTo } = props
  const names = shortNames(scenarios.map((each) => each.name))
  return (
    <nav class="scenarios" aria-label="Streams">
      <a href={linkTo(null)} class="overview-link" aria-current={current === null ? 'page' : undefined}>
        Overview
      </a>
      <ul>
        {scenarios.map((scenario, index) => {
          const { lint, diff } = countSeverity(scenario, 'error')
          return (
            <li key={index}>
              <a href={linkTo(index)} aria-current={current === index ? 'page' : undefined} title={scenario.name}>
                <i class={`status ${scenario.status ?? ''}`} role="img" aria-label={scenario.status ?? 'not judged'} />
                <span class="name">
                  {scenario.group !== undefined && <small>{scenario.group} </small>}
                  {names[index]}
                </span>
                {lint + diff > 0 && <span class="error">{lint + diff}</span>}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
