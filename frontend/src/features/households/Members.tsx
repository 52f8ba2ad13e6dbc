// The people of a household; those who left stand below, with day and reason.
import { useCommon, useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import { formatDate } from "@/ui/format";
import type { MemberView } from "./queries";
import { householdTexts, worded } from "./texts";
import { formatBirth } from "./words";

export function Members({ members }: { members: readonly MemberView[] }) {
  const common = useCommon();
  const t = useTexts(householdTexts);
  const someLeft = members.some((member) => member.left_on);
  return (
    <DataTable<MemberView>
      label={t("members_title")}
      rows={members}
      rowKey={(member) => member.id}
      columns={[
        {
          key: "name",
          head: t("name"),
          phone: "title",
          cell: (member) =>
            member.relation === "head" && !member.left_on ? <b>{member.name}</b> : member.name,
        },
        {
          key: "relation",
          head: t("relation_short"),
          cell: (member) => worded(t, "rel", member.relation),
        },
        {
          key: "born",
          head: t("born"),
          nowrap: true,
          cell: (member) => formatBirth(member.birth_date, member.birth_precision),
        },
        {
          key: "sex",
          head: t("sex"),
          cell: (member) => (member.sex === "male" ? t("male") : member.sex === "female" ? t("female") : "–"),
        },
        { key: "ethnicity", head: t("ethnicity"), cell: (member) => member.ethnicity ?? "–" },
        {
          key: "citizen_id",
          head: t("citizen_id"),
          nowrap: true,
          cell: (member) => member.citizen_id ?? "–",
        },
        {
          key: "insured",
          head: t("insured"),
          cell: (member) => (member.insured == null ? "–" : member.insured ? common("yes") : common("no")),
        },
        ...(someLeft
          ? [
              {
                key: "left",
                head: t("left"),
                cell: (member: MemberView) =>
                  member.left_on
                    ? t("left_on_because", {
                        reason: worded(t, "left", member.left_reason),
                        date: formatDate(member.left_on),
                      })
                    : "–",
              },
            ]
          : []),
      ]}
    />
  );
}
