// The members as a sheet: Enter and the arrows change rows, cells can be pasted from Excel. On a phone each
// member is a card with its labels.
import { Button, Menu, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconDoorExit, IconDots, IconPlus, IconTrash } from "@tabler/icons-react";
import type { ClipboardEvent, KeyboardEvent } from "react";
import { memo, useCallback, useRef } from "react";
import { useCommon, useTexts } from "@/i18n";
import { DateField } from "@/ui/DateField";
import { fold } from "@/ui/fold";
import { formatDate } from "@/ui/format";
import {
  emptyMember,
  hasLeft,
  LEFT_REASONS,
  type MemberDraft,
  type MemberField,
  pasted,
  RELATIONS,
} from "./draft";
import { ETHNICITIES } from "./ethnicities";
import classes from "./form.module.css";
import { householdTexts } from "./texts";

interface Props {
  members: readonly MemberDraft[];
  today: string;
  /** What is wrong at a pointer. */
  told: (pointer: string) => string | undefined;
  onChange: (members: readonly MemberDraft[]) => void;
}

/** The relation, sex or "yes" that a pasted cell means; nothing when it is not understood. */
export function readCell(field: MemberField, text: string): string {
  const word = fold(text).trim();
  if (field === "relation") {
    const known: Record<string, RegExp> = {
      head: /^(chu ho|head)\b/,
      spouse: /^(vo|chong|spouse|wife|husband)\b/,
      grandchild: /^(chau|grandchild)\b/,
      child: /^(con|child|son|daughter)\b/,
      parent: /^(bo|me|cha|parent)\b/,
      sibling: /^(anh|chi|em|sibling)\b/,
    };
    return RELATIONS.find((relation) => known[relation]?.test(word)) ?? "other";
  }
  if (field === "sex") return /^(nu|f)/.test(word) ? "female" : /^(nam|m)/.test(word) ? "male" : "";
  if (field === "insured") return /^(co|x|1|yes)/.test(word) ? "yes" : /^(khong|0|no)/.test(word) ? "no" : "";
  return text;
}

export function MembersForm({ members, today, told, onChange }: Props) {
  const t = useTexts(householdTexts);
  const grid = useRef<HTMLDivElement>(null);
  // Rows are memoised: they get one function that reads what is newest.
  const latest = useRef({ members, onChange });
  latest.current = { members, onChange };
  const change = useCallback((row: number, field: MemberField, value: string) => {
    const { members: old, onChange: tell } = latest.current;
    tell(
      old.map((member, i) => {
        if (i === row) return { ...member, [field]: value };
        // There is one head: who was it becomes another.
        const deposed =
          field === "relation" && value === "head" && member.relation === "head" && !hasLeft(member);
        return deposed ? { ...member, relation: "other" } : member;
      }),
    );
  }, []);
  const clear = useCallback((row: number) => {
    const { members: old, onChange: tell } = latest.current;
    tell(old.map((member, i) => (i === row ? { ...member, left_on: "", left_reason: "" } : member)));
  }, []);
  const remove = useCallback((row: number) => {
    const { members: old, onChange: tell } = latest.current;
    tell(old.filter((_, i) => i !== row));
  }, []);

  function focus(row: number, field: string): void {
    grid.current?.querySelector<HTMLElement>(`[data-cell="${row}/${field}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const cell = (event.target as HTMLElement).dataset.cell;
    if (!cell || event.target instanceof HTMLSelectElement) return;
    const [row = "0", field = "name"] = cell.split("/");
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    focus(Number(row) + step, field);
  }

  function onPaste(event: ClipboardEvent) {
    const cell = (event.target as HTMLElement).dataset.cell;
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [row = "0", field = "name"] = cell.split("/");
    onChange(pasted(members, Number(row), field as MemberField, text, readCell));
  }

  const add = () => {
    onChange([...members, emptyMember("child", members.find((m) => m.relation === "head")?.ethnicity)]);
    const row = members.length;
    requestAnimationFrame(() => focus(row, "name"));
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the fields inside take the keys
    <div ref={grid} className={classes.grid} onKeyDown={onKeyDown} onPaste={onPaste}>
      <div className={classes.heads} aria-hidden>
        <span />
        <span>{t("name")}</span>
        <span>{t("relation_short")}</span>
        <span title={t("born_hint")}>{t("born")}</span>
        <span>{t("sex")}</span>
        <span>{t("ethnicity")}</span>
        <span>{t("citizen_id")}</span>
        <span>{t("insured")}</span>
        <span />
      </div>
      {members.map((member, row) => (
        <MemberRow
          key={member.key}
          member={member}
          row={row}
          today={today}
          errors={errorsOf(row, told)}
          change={change}
          clear={clear}
          remove={remove}
        />
      ))}
      <datalist id="member-ethnicities">
        {ETHNICITIES.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <div className={classes.under}>
        <Button variant="light" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
          {t("add_member")}
        </Button>
        <Text size="xs" c="dimmed" className={classes.hint}>
          {t("grid_hint")}
        </Text>
      </div>
    </div>
  );
}

/** What is wrong in a row, as one text, so that a memoised row sees whether it changed. */
function errorsOf(row: number, told: Props["told"]): string {
  const fields = [
    "name",
    "relation",
    "birth_date",
    "sex",
    "ethnicity",
    "citizen_id",
    "insured",
    "left_on",
    "left_reason",
  ];
  const found = fields.flatMap((field) => {
    const text = told(`/members/${row}/${field}`);
    return text ? [[field, text]] : [];
  });
  return found.length > 0 ? JSON.stringify(found) : "";
}

interface RowProps {
  member: MemberDraft;
  row: number;
  today: string;
  errors: string;
  change: (row: number, field: MemberField, value: string) => void;
  clear: (row: number) => void;
  remove: (row: number) => void;
}

const MemberRow = memo(function MemberRow({ member, row, today, errors, change, clear, remove }: RowProps) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const wrong = new Map<string, string>(errors ? (JSON.parse(errors) as [string, string][]) : []);
  const names = { label: classes.label ?? "" };
  const cell = (field: MemberField) => ({
    "data-cell": `${row}/${field}`,
    classNames: names,
    error: wrong.get(field === "born" ? "birth_date" : field),
    value: member[field],
    autoComplete: "off",
  });
  const left = hasLeft(member);
  const called = member.name.trim() || t("member_no", { n: row + 1 });
  return (
    <fieldset className={classes.member} data-left={left || undefined}>
      <legend className={classes.legend}>{`${row + 1}. ${called}`}</legend>
      <div className={classes.cells}>
        <span className={classes.no} aria-hidden>
          {row + 1}
        </span>
        <TextInput
          {...cell("name")}
          label={t("name")}
          maxLength={120}
          spellCheck={false}
          autoCapitalize="words"
          onChange={(event) => change(row, "name", event.currentTarget.value)}
        />
        <NativeSelect
          {...cell("relation")}
          label={t("relation_short")}
          onChange={(event) => change(row, "relation", event.currentTarget.value)}
          data={RELATIONS.map((relation) => ({ value: relation, label: t(`rel_${relation}`) }))}
        />
        <TextInput
          {...cell("born")}
          label={`${t("born")} (${t("born_hint")})`}
          placeholder={t("born_hint")}
          maxLength={10}
          onChange={(event) => change(row, "born", event.currentTarget.value)}
        />
        <NativeSelect
          {...cell("sex")}
          label={t("sex")}
          onChange={(event) => change(row, "sex", event.currentTarget.value)}
          data={[
            { value: "", label: "–" },
            { value: "male", label: t("male") },
            { value: "female", label: t("female") },
          ]}
        />
        <TextInput
          {...cell("ethnicity")}
          label={t("ethnicity")}
          list="member-ethnicities"
          maxLength={60}
          onChange={(event) => change(row, "ethnicity", event.currentTarget.value)}
        />
        <TextInput
          {...cell("citizen_id")}
          label={t("citizen_id")}
          inputMode="numeric"
          maxLength={20}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => change(row, "citizen_id", event.currentTarget.value)}
        />
        <NativeSelect
          {...cell("insured")}
          label={t("insured_long")}
          onChange={(event) => change(row, "insured", event.currentTarget.value)}
          data={[
            { value: "", label: "–" },
            { value: "yes", label: common("yes") },
            { value: "no", label: common("no") },
          ]}
        />
        <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              px={6}
              className={classes.menu ?? ""}
              aria-label={t("member_menu", { name: called })}
            >
              <IconDots size={18} aria-hidden />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {!left && (
              <Menu.Item
                leftSection={<IconDoorExit size={16} aria-hidden />}
                onClick={() => change(row, "left_on", formatDate(today))}
              >
                {t("has_left")}
              </Menu.Item>
            )}
            {left && <Menu.Item onClick={() => clear(row)}>{t("stays")}</Menu.Item>}
            {member.id === null && (
              <Menu.Item leftSection={<IconTrash size={16} aria-hidden />} onClick={() => remove(row)}>
                {t("remove_row")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {left && (
        <div className={classes.leaving}>
          <DateField
            data-cell={`${row}/left_on`}
            label={t("left_on")}
            value={member.left_on}
            error={wrong.get("left_on")}
            onChange={(text) => change(row, "left_on", text)}
          />
          <NativeSelect
            data-cell={`${row}/left_reason`}
            label={t("left_reason")}
            value={member.left_reason}
            error={wrong.get("left_reason")}
            onChange={(event) => change(row, "left_reason", event.currentTarget.value)}
            data={[
              { value: "", label: t("choose_reason") },
              ...LEFT_REASONS.map((reason) => ({ value: reason, label: t(`left_${reason}`) })),
            ]}
          />
          <Button variant="subtle" size="xs" onClick={() => clear(row)}>
            {t("stays")}
          </Button>
        </div>
      )}
    </fieldset>
  );
});
