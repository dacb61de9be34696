/** The account: who one is, the address, the password, where one is logged in, and the ways out. */
import { useState } from "react";
import { useSession } from "../session/SessionContext";
import { isStaff } from "../session/session";
import { useLogOut } from "../session/useLogOut";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Page } from "../ui/Page";
import styles from "./account.module.css";
import { CloseAccount } from "./CloseAccount";
import { EmailCard } from "./EmailCard";
import { PasswordForm } from "./PasswordForm";
import { ProfileForm } from "./ProfileForm";
import { SessionList } from "./SessionList";

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
        <EmailCard user={session.user} />
        <Card title="Password">
          <PasswordForm />
        </Card>
        <Card title="Sessions">
          <SessionList />
          <p className={styles.words}>
            Logged in on a device you no longer use, or not sure? End every session, this one included.
          </p>
          <Button look="danger" busy={isLeaving} onClick={leaveEverywhere}>
            Log out everywhere
          </Button>
        </Card>
        {!isStaff(session) && (
          <Card title="Close your account">
            <CloseAccount />
          </Card>
        )}
      </div>
    </Page>
  );
}
