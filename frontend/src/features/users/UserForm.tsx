// One user: made, changed, locked, given a new password.
import {
  Alert,
  Button,
  Code,
  CopyButton,
  Fieldset,
  Group,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import {
  IconCheck,
  IconCopy,
  IconKey,
  IconLock,
  IconLockOpen,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ifMatch, ok } from "@/api/client";
import { asProblem, type ProblemError } from "@/api/problem";
import { rolesQuery } from "@/api/queries";
import type { UserView } from "@/api/types";
import { Pending } from "@/app/pages";
import { useMe, usePlace } from "@/app/place";
import { homeOf } from "@/app/shellRoute";
import { useCommon, useTexts } from "@/i18n";
import { AreaPicker, type PickedArea } from "@/ui/AreaPicker";
import { FormPage } from "@/ui/FormPage";
import { formatDate, inLanguage } from "@/ui/format";
import { notify } from "@/ui/notice";
import { PageHeader } from "@/ui/PageHeader";
import { ProblemAlert } from "@/ui/ProblemAlert";
import { userTexts } from "./texts";
import { UserState } from "./UsersPage";

const route = getRouteApi("/shell/users/$id");

/** A role in an area as it stands in the form; `key` tells rows apart while they are edited. */
interface GrantDraft {
  key: number;
  role: string;
  area: PickedArea | null;
}

interface Draft {
  username: string;
  fullName: string;
  email: string;
  grants: readonly GrantDraft[];
}

const FIELDS = ["/username", "/full_name", "/email", "/grants"];

export function NewUserPage() {
  const t = useTexts(userTexts);
  const me = useMe();
  const { area } = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [password, setPassword] = useState<{ value: string; user: UserView } | null>(null);
  const home = homeOf(me);
  const create = useMutation({
    mutationFn: (draft: Draft) =>
      ok(
        api.POST("/api/v1/users", {
          body: {
            username: draft.username.trim(),
            full_name: draft.fullName.trim(),
            email: draft.email.trim() || null,
            grants: wire(draft.grants),
          },
        }),
      ),
    onSuccess: async (made) => {
      await queryClient.invalidateQueries({ queryKey: ["users"] });
      notify(t("created", { name: made.user.full_name }));
      if (made.initial_password) setPassword({ value: made.initial_password, user: made.user });
      else await navigate({ to: "/users" });
    },
  });
  return (
    <>
      <PageHeader title={t("new_title")} back={{ to: "/users", label: t("title") }} />
      <UserFields
        initial={{
          username: "",
          fullName: "",
          email: "",
          grants: [{ key: 0, role: "", area: area ?? home }],
        }}
        isNew
        submit={t("create")}
        busy={create.isPending}
        error={create.error}
        onSubmit={(draft) => create.mutate(draft)}
        onCancel={() => void navigate({ to: "/users" })}
      />
      {password && (
        <PasswordOnce
          password={password.value}
          name={password.user.full_name}
          username={password.user.username}
          onDone={() => void navigate({ to: "/users" })}
        />
      )}
    </>
  );
}

export function UserPage() {
  const { id } = route.useParams();
  const user = useQuery({
    queryKey: ["users", "one", id],
    queryFn: ({ signal }) => ok(api.GET("/api/v1/users/{id}", { params: { path: { id } }, signal })),
  });
  if (user.error) return <ProblemAlert error={user.error} />;
  if (!user.data) return <Pending />;
  // A newer version begins a new form.
  return <ChangeUser key={user.data.version} user={user.data} />;
}

function ChangeUser({ user }: { user: UserView }) {
  const t = useTexts(userTexts);
  const me = useMe();
  const own = me.id === user.id;
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState<"lock" | "reset" | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const path = { id: user.id };
  const changed = () => queryClient.invalidateQueries({ queryKey: ["users"] });

  const patch = (body: {
    full_name?: string;
    email?: string | null;
    active?: boolean;
    grants?: ReturnType<typeof wire>;
  }) => ok(api.PATCH("/api/v1/users/{id}", { params: { path, header: ifMatch(user.version) }, body }));
  const save = useMutation({
    mutationFn: (draft: Draft) =>
      patch({
        full_name: draft.fullName.trim(),
        email: draft.email.trim() || null,
        ...(own ? {} : { grants: wire(draft.grants) }),
      }),
    onSuccess: async () => {
      notify(t("saved"));
      await changed();
    },
  });
  const setActive = useMutation({
    mutationFn: (active: boolean) => patch({ active }),
    onSuccess: async (now) => {
      setAsking(null);
      notify(now.active ? t("did_unlock") : t("did_lock"));
      await changed();
    },
  });
  const reset = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/users/{id}/reset-password", { params: { path } })),
    onSuccess: (made) => {
      setAsking(null);
      setPassword(made.initial_password);
    },
  });

  return (
    <>
      <PageHeader
        title={user.full_name}
        subtitle={
          <Group gap="xs" mt={2}>
            {user.username} <UserState user={user} /> {t("created_at")}: {formatDate(user.created_at)}
          </Group>
        }
        back={{ to: "/users", label: t("title") }}
        actions={
          !own && (
            <>
              <Button
                variant="default"
                leftSection={<IconKey size={16} aria-hidden />}
                onClick={() => setAsking("reset")}
              >
                {t("reset")}
              </Button>
              {user.active ? (
                <Button
                  variant="default"
                  leftSection={<IconLock size={16} aria-hidden />}
                  onClick={() => setAsking("lock")}
                >
                  {t("lock")}
                </Button>
              ) : (
                <Button
                  variant="default"
                  leftSection={<IconLockOpen size={16} aria-hidden />}
                  loading={setActive.isPending}
                  onClick={() => setActive.mutate(true)}
                >
                  {t("unlock")}
                </Button>
              )}
            </>
          )
        }
      />
      <UserFields
        initial={{
          username: user.username,
          fullName: user.full_name,
          email: user.email ?? "",
          grants: user.grants.map((grant, key) => ({ key, role: grant.role, area: grant.area ?? null })),
        }}
        own={own}
        busy={save.isPending}
        error={save.error ?? (user.active ? null : setActive.error)}
        onSubmit={(draft) => save.mutate(draft)}
        onCancel={() => void navigate({ to: "/users" })}
      />
      <Confirm
        opened={asking === "lock"}
        title={t("lock")}
        text={t("lock_confirm", { name: user.full_name })}
        busy={setActive.isPending}
        error={setActive.error}
        onYes={() => setActive.mutate(false)}
        onNo={() => setAsking(null)}
      />
      <Confirm
        opened={asking === "reset"}
        title={t("reset")}
        text={t("reset_confirm", { name: user.full_name })}
        busy={reset.isPending}
        error={reset.error}
        onYes={() => reset.mutate()}
        onNo={() => setAsking(null)}
      />
      {password && (
        <PasswordOnce
          password={password}
          name={user.full_name}
          username={user.username}
          onDone={() => {
            setPassword(null);
            void changed();
          }}
        />
      )}
    </>
  );
}

/** The grants as the API takes them. */
function wire(grants: readonly GrantDraft[]) {
  return grants.map((grant) => ({ role: grant.role, area: grant.area?.id ?? null }));
}

interface FieldsProps {
  initial: Draft;
  isNew?: boolean;
  /** One's own roles can't be changed. */
  own?: boolean;
  submit?: string;
  busy: boolean;
  error: unknown;
  onSubmit: (draft: Draft) => void;
  onCancel: () => void;
}

function UserFields(props: FieldsProps) {
  const common = useCommon();
  const t = useTexts(userTexts);
  const [draft, setDraft] = useState(props.initial);
  const [asked, setAsked] = useState(false);
  const problem = asProblem(props.error);
  const set = (change: Partial<Draft>) => setDraft((old) => ({ ...old, ...change }));
  const missing = (value: string) => (asked && !value.trim() ? common("required") : undefined);
  const complete =
    draft.username.trim() &&
    draft.fullName.trim() &&
    draft.grants.length > 0 &&
    draft.grants.every((g) => g.role);
  const shown = [...FIELDS, ...draft.grants.flatMap((_, i) => [`/grants/${i}/role`, `/grants/${i}/area`])];
  return (
    <FormPage
      onSubmit={() => {
        setAsked(true);
        if (complete) props.onSubmit(draft);
      }}
      {...(props.submit ? { submit: props.submit } : {})}
      busy={props.busy}
      error={props.error}
      shown={shown}
      onCancel={props.onCancel}
      width={640}
    >
      <TextInput
        label={t("full_name")}
        withAsterisk
        autoComplete="off"
        maxLength={120}
        value={draft.fullName}
        onChange={(event) => set({ fullName: event.currentTarget.value })}
        error={missing(draft.fullName) ?? problem?.at("/full_name")}
      />
      {props.isNew && (
        <TextInput
          label={t("username")}
          description={t("username_hint")}
          withAsterisk
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={60}
          value={draft.username}
          onChange={(event) => set({ username: event.currentTarget.value })}
          error={missing(draft.username) ?? problem?.at("/username")}
        />
      )}
      <TextInput
        label={`${t("email")} (${common("optional")})`}
        type="email"
        autoComplete="off"
        value={draft.email}
        onChange={(event) => set({ email: event.currentTarget.value })}
        error={problem?.at("/email")}
      />
      {props.own ? (
        <Alert color="gray">{t("own_access")}</Alert>
      ) : (
        <Grants
          grants={draft.grants}
          asked={asked}
          problem={problem}
          onChange={(grants) => set({ grants })}
        />
      )}
    </FormPage>
  );
}

interface GrantsProps {
  grants: readonly GrantDraft[];
  asked: boolean;
  problem: ProblemError | null;
  onChange: (grants: readonly GrantDraft[]) => void;
}

function Grants({ grants, asked, problem, onChange }: GrantsProps) {
  const common = useCommon();
  const t = useTexts(userTexts);
  const me = useMe();
  const { today } = usePlace();
  const roles = useQuery(rolesQuery);
  const home = homeOf(me);
  const options = [
    { value: "", label: t("role_pick"), disabled: true },
    ...(roles.data ?? []).map((role) => ({ value: role.role, label: inLanguage(role) })),
  ];
  const change = (key: number, part: Partial<GrantDraft>) =>
    onChange(grants.map((grant) => (grant.key === key ? { ...grant, ...part } : grant)));
  const add = () => {
    const key = Math.max(-1, ...grants.map((grant) => grant.key)) + 1;
    onChange([...grants, { key, role: "", area: grants.at(-1)?.area ?? home }]);
  };
  return (
    <Fieldset legend={t("grants")}>
      <Stack gap="sm">
        {problem?.at("/grants") && (
          <Text size="sm" c="red">
            {problem.at("/grants")}
          </Text>
        )}
        {grants.map((grant, i) => (
          <Group key={grant.key} gap="xs" align="flex-start">
            <NativeSelect
              label={t("role")}
              data={options}
              value={grant.role}
              onChange={(event) => change(grant.key, { role: event.currentTarget.value })}
              error={(asked && !grant.role && common("required")) || problem?.at(`/grants/${i}/role`)}
              style={{ flex: "1 1 180px" }}
            />
            <div style={{ flex: "1 1 240px", minWidth: 0 }}>
              <AreaPicker
                field
                label={t("area")}
                value={grant.area}
                on={today}
                nation={home === null}
                home={home}
                {...(home ? { within: home.id } : {})}
                onChange={(area) => change(grant.key, { area })}
                error={problem?.at(`/grants/${i}/area`)}
              />
            </div>
            {grants.length > 1 && (
              <Button
                variant="subtle"
                color="gray"
                px={8}
                mt={24}
                aria-label={t("remove_grant")}
                onClick={() => onChange(grants.filter((other) => other.key !== grant.key))}
              >
                <IconTrash size={18} aria-hidden />
              </Button>
            )}
          </Group>
        ))}
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={add}
          style={{ alignSelf: "flex-start" }}
        >
          {t("add_grant")}
        </Button>
      </Stack>
    </Fieldset>
  );
}

interface ConfirmProps {
  opened: boolean;
  title: string;
  text: string;
  busy: boolean;
  error: unknown;
  onYes: () => void;
  onNo: () => void;
}

function Confirm(props: ConfirmProps) {
  const common = useCommon();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onNo}
      title={props.title}
      closeButtonProps={{ "aria-label": common("close") }}
    >
      <Stack gap="md">
        <Text size="sm">{props.text}</Text>
        <ProblemAlert error={props.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onNo}>
            {common("cancel")}
          </Button>
          <Button onClick={props.onYes} loading={props.busy}>
            {props.title}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** A password that the server tells once: it stays until it is said to be written down. */
function PasswordOnce(props: { password: string; name: string; username: string; onDone: () => void }) {
  const common = useCommon();
  const t = useTexts(userTexts);
  return (
    <Modal
      opened
      onClose={props.onDone}
      title={t("password_title")}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
    >
      <Stack gap="md">
        <Text size="sm">{t("password_once", { name: props.name })}</Text>
        <Text size="sm">
          {t("username")}: <b>{props.username}</b>
        </Text>
        <Group gap="xs">
          <Code fz="lg" px="sm" py={6}>
            {props.password}
          </Code>
          <CopyButton value={props.password}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                onClick={copy}
                leftSection={
                  copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
                }
              >
                {copied ? common("copied") : common("copy")}
              </Button>
            )}
          </CopyButton>
        </Group>
        <Button onClick={props.onDone} style={{ alignSelf: "flex-end" }}>
          {t("done")}
        </Button>
      </Stack>
    </Modal>
  );
}
