/** Two people changed the same flight: what the other did, and the choice. */
import type { ManagedFlightFragment } from "../../graphql/generated";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Notice";
import styles from "./FlightPage.module.css";
import { differences } from "./flightChange";

interface ChangeConflictProps {
  readonly base: ManagedFlightFragment;
  readonly latest: ManagedFlightFragment;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
}

export function ChangeConflict({ base, latest, onTakeTheirs, onKeepMine }: ChangeConflictProps) {
  const rows = differences(base, latest);
  return (
    <Notice
      tone="warn"
      title="Somebody else changed this flight while you were editing"
      actions={
        <>
          <Button onClick={onTakeTheirs}>Discard mine, show theirs</Button>
          <Button onClick={onKeepMine}>Save mine over it</Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <p>Nothing that stands in this form.</p>
      ) : (
        <table className={styles.differences}>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Was</th>
              <th scope="col">Is now</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ what, before, now }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{before}</td>
                <td>{now}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Notice>
  );
}
