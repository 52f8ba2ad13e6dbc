// Somebody else was faster: what was typed beside what the server has now, and the two ways on.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTexts } from "@/i18n";
import { DataTable } from "@/ui/DataTable";
import type { Difference } from "./draft";
import { householdTexts, worded } from "./texts";

interface Props {
  differences: readonly Difference[];
  onRebase: () => void;
  onDiscard: () => void;
}

export function StaleNotice({ differences, onRebase, onDiscard }: Props) {
  const t = useTexts(householdTexts);
  const shown = (difference: Difference, value: string) => {
    if (value === "") return <i>{t("empty")}</i>;
    switch (difference.field) {
      case "relation":
        return worded(t, "rel", value);
      case "left_reason":
        return worded(t, "left", value);
      case "sex":
        return value === "male" ? t("male") : t("female");
      case "insured":
        return worded(t, "insured", value);
      default:
        return value;
    }
  };
  return (
    <Alert color="yellow" icon={<IconUsers />} title={t("stale_title")} mb="md" role="alert">
      <Text size="sm" mb="xs">
        {differences.length > 0 ? t("stale_text") : t("stale_same")}
      </Text>
      {differences.length > 0 && (
        <DataTable<Difference>
          label={t("stale_title")}
          rows={differences}
          rowKey={(d) => `${d.member} ${d.field} ${d.mine}`}
          stt={false}
          columns={[
            {
              key: "field",
              head: t("stale_field"),
              phone: "title",
              cell: (d) => {
                const field = worded(t, "field", d.field === "born" ? "birth" : d.field);
                return d.member && d.field !== "member" ? `${d.member} – ${field}` : field;
              },
            },
            { key: "mine", head: t("stale_mine"), cell: (d) => shown(d, d.mine) },
            { key: "theirs", head: t("stale_theirs"), cell: (d) => shown(d, d.theirs) },
          ]}
        />
      )}
      <Group gap="xs" mt="sm">
        <Button size="xs" onClick={onRebase}>
          {t("stale_rebase")}
        </Button>
        <Button size="xs" variant="default" onClick={onDiscard}>
          {t("stale_discard")}
        </Button>
      </Group>
    </Alert>
  );
}
