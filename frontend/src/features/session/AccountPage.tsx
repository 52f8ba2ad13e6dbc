// One's own account: who one is, and a new password.
import { Anchor, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { asProblem } from "@/api/problem";
import { signOut } from "@/api/session";
import { useMe } from "@/app/place";
import { useCommon, useTexts } from "@/i18n";
import { Facts } from "@/ui/Facts";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { useRoleNames } from "@/ui/roles";
import { sessionTexts } from "./texts";

/** Fewest characters of a password, as the API asks for. */
const MIN_LENGTH = 10;

export function AccountPage() {
  const common = useCommon();
  const t = useTexts(sessionTexts);
  const me = useMe();
  const roleNames = useRoleNames();
  return (
    <>
      <PageHeader title={t("account_title")} />
      <Facts
        facts={[
          [t("full_name"), me.full_name],
          [t("username"), me.username],
          [
            t("roles"),
            <Stack gap={0} key="roles">
              {me.grants.map((grant) => (
                <span key={grant.role + (grant.area?.id ?? "")}>
                  {roleNames(grant.role)} – {grant.area?.name ?? common("nation")}
                </span>
              ))}
            </Stack>,
          ],
        ]}
      />
      <Title order={2} mt="xl" mb={2}>
        {t("change_password")}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t("change_password_hint")}
      </Text>
      <PasswordForm />
    </>
  );
}

/** What a user sees who must choose a password of his own first. */
export function ForcedPasswordPage() {
  const t = useTexts(sessionTexts);
  const leave = useLeave();
  return (
    <main style={{ maxWidth: 440, margin: "0 auto", padding: "48px 16px" }}>
      <PageHeader title={t("must_change")} subtitle={t("must_change_hint")} />
      <PasswordForm />
      <Anchor component="button" type="button" size="sm" mt="lg" onClick={leave}>
        {t("other_user")}
      </Anchor>
    </main>
  );
}

/** Ends the session in this tab and goes to the sign-in page. */
function useLeave() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await signOut(queryClient, () => navigate({ to: "/login" }));
  };
}

function PasswordForm() {
  const common = useCommon();
  const t = useTexts(sessionTexts);
  const leave = useLeave();
  const [current, setCurrent] = useState("");
  const [fresh, setFresh] = useState("");
  const [repeated, setRepeated] = useState("");
  const [asked, setAsked] = useState(false);
  const change = useMutation({
    mutationFn: () =>
      ok(api.POST("/api/v1/auth/password", { body: { current_password: current, new_password: fresh } })),
    onSuccess: async () => {
      notify(t("changed"));
      await leave();
    },
  });
  const problem = asProblem(change.error);
  const errors = {
    current: !current ? common("required") : undefined,
    fresh: !fresh ? common("required") : [...fresh].length < MIN_LENGTH ? t("too_short") : undefined,
    repeated: repeated !== fresh ? t("not_the_same") : undefined,
  };
  const local = Object.values(errors).some(Boolean);
  const submit = () => {
    setAsked(true);
    if (!local) change.mutate();
  };
  const field = (own: string | undefined, pointer?: string) =>
    (asked && own) || (pointer ? problem?.at(pointer) : undefined);
  return (
    <FormPage
      onSubmit={submit}
      submit={t("change_password")}
      busy={change.isPending}
      error={change.error}
      shown={["/current_password", "/new_password"]}
      width={400}
    >
      <PasswordInput
        label={t("current_password")}
        autoComplete="current-password"
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        error={field(errors.current, "/current_password")}
      />
      <PasswordInput
        label={t("new_password")}
        description={t("new_password_hint")}
        autoComplete="new-password"
        value={fresh}
        onChange={(event) => setFresh(event.currentTarget.value)}
        error={field(errors.fresh, "/new_password")}
      />
      <PasswordInput
        label={t("repeat_password")}
        autoComplete="new-password"
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
        error={field(errors.repeated)}
      />
    </FormPage>
  );
}
