// The team of a visit.
import { ActionIcon, Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem } from "@/api/problem";
import { useDraft } from "@/app/useDraft";
import { useCommon, useTexts } from "@/i18n";
import { FormPage } from "@/ui/FormPage";
import { notify } from "@/ui/notice";
import { type Role, saveTeam, type VisitDetail, visitsChanged } from "./queries";
import { visitTexts } from "./texts";
import classes from "./visits.module.css";

export const ROLES: readonly Role[] = ["lead", "member", "secretary"];

interface Line {
  key: number;
  name: string;
  office: string;
  role: Role;
  user_id: string | null;
}

export function TeamForm({ detail, onDone }: { detail: VisitDetail; onDone: () => void }) {
  const visit = detail;
  const t = useTexts(visitTexts);
  const common = useCommon();
  const client = useQueryClient();
  const begun: Line[] = detail.members.map((one, key) => ({ key, ...one, user_id: one.user_id ?? null }));
  const { value, set, clear } = useDraft(`visits.team.${visit.id}`, {
    members:
      begun.length > 0
        ? begun
        : ([{ key: 0, name: "", office: "", role: "lead", user_id: null }] satisfies Line[] as Line[]),
  });
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      saveTeam(
        visit,
        value.members.map(({ name, office, role, user_id }) => ({
          name: name.trim(),
          office: office.trim(),
          role,
          user_id,
        })),
      ),
    onSuccess: async () => {
      clear();
      notify(t("team_saved"));
      await visitsChanged(client);
      onDone();
    },
  });
  const problem = asProblem(save.error);
  const change = (key: number, changed: Partial<Line>) =>
    set({ members: value.members.map((one) => (one.key === key ? { ...one, ...changed } : one)) });
  const fields = value.members.flatMap((_, i) =>
    ["name", "office", "role"].map((one) => `/members/${i}/${one}`),
  );
  return (
    <FormPage
      submit={t("team_save")}
      busy={save.isPending}
      error={save.error}
      shown={fields}
      width={860}
      onCancel={() => {
        clear();
        onDone();
      }}
      onSubmit={() => {
        setAsked(true);
        if (value.members.every((one) => one.name.trim() && one.office.trim())) save.mutate();
      }}
    >
      {value.members.map((one, i) => (
        <div key={one.key} className={classes.member}>
          <TextInput
            label={t("member_name")}
            withAsterisk
            maxLength={100}
            autoComplete="off"
            value={one.name}
            onChange={(event) => change(one.key, { name: event.currentTarget.value })}
            error={asked && !one.name.trim() ? common("required") : problem?.at(`/members/${i}/name`)}
          />
          <TextInput
            label={t("member_office")}
            withAsterisk
            maxLength={200}
            autoComplete="off"
            value={one.office}
            onChange={(event) => change(one.key, { office: event.currentTarget.value })}
            error={asked && !one.office.trim() ? common("required") : problem?.at(`/members/${i}/office`)}
          />
          <NativeSelect
            label={t("member_role")}
            data={ROLES.map((role) => ({ value: role, label: t(`role_${role}`) }))}
            value={one.role}
            onChange={(event) => change(one.key, { role: event.currentTarget.value as Role })}
            error={problem?.at(`/members/${i}/role`)}
          />
          {value.members.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="dark"
              size={36}
              className={classes.memberRemove}
              aria-label={t("member_remove", { name: one.name || String(i + 1) })}
              onClick={() => set({ members: value.members.filter((other) => other.key !== one.key) })}
            >
              <IconTrash size={18} aria-hidden />
            </ActionIcon>
          )}
        </div>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => {
            const key = Math.max(-1, ...value.members.map((one) => one.key)) + 1;
            set({
              members: [...value.members, { key, name: "", office: "", role: "member", user_id: null }],
            });
          }}
        >
          {t("member_add")}
        </Button>
      </Group>
    </FormPage>
  );
}
