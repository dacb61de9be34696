/** The account: who one is, the password, and the ways out. */
import { useState } from "react";
import { useSession } from "../session/SessionContext";
import { useLogOut } from "../session/useLogOut";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Page } from "../ui/Page";
import styles from "./account.module.css";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";

export function AccountPage() {
  const session = useSession();
  const logOut = useLogOut();
  const [isLeaving, setLeaving] = useState(false);
  if (session.state !== "open") return null;

  async function leaveEverywhere() {
    setLeaving(true);
    await logOut(true);
  }

  return (
    <Page title="Account" lead={session.user.email}>
      <div className={styles.cards}>
        <Card title="Profile">
          <ProfileForm user={session.user} />
        </Card>
        <Card title="Password">
          <PasswordForm />
        </Card>
        <Card title="Sessions">
          <p className={styles.words}>
            Logged in on a device you no longer use, or not sure? End every session, this one included.
          </p>
          <Button look="danger" busy={isLeaving} onClick={leaveEverywhere}>
            Log out everywhere
          </Button>
        </Card>
      </div>
    </Page>
  );
}
