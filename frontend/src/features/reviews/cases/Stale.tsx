// Somebody changed the case meanwhile: what was typed stays, and is sent again after a look.
import { Alert, Button, Text } from "@mantine/core";
import { useTexts } from "@/i18n";
import { caseTexts } from "./texts";

export function Stale({ onReload }: { onReload: () => void }) {
  const t = useTexts(caseTexts);
  return (
    <Alert color="yellow" role="alert">
      <Text size="sm" mb={6}>
        {t("stale")}
      </Text>
      <Button size="compact-sm" onClick={onReload}>
        {t("stale_reload")}
      </Button>
    </Alert>
  );
}
