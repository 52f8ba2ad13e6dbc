// A drawing with a button that keeps it as a PNG file.
import { Button, Text } from "@mantine/core";
import { IconPhotoDown } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { defineTexts, useTexts } from "@/i18n";
import { fold } from "./fold";
import { type Caption, savePng } from "./png";

const pictureTexts = defineTexts("picture", {
  vi: {
    png: "Tải ảnh PNG",
    png_of: "Tải ảnh PNG: {{title}}",
    png_failed: "Trình duyệt không vẽ được ảnh này.",
  },
  en: {
    png: "Save as PNG",
    png_of: "Save as PNG: {{title}}",
    png_failed: "This browser can't draw the picture.",
  },
});

export function Picture({ caption, children }: { caption: Caption; children: ReactNode }) {
  const t = useTexts(pictureTexts);
  const box = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  const save = () => {
    if (!box.current) return;
    const name = fold(`${caption.title} ${caption.subtitle}`)
      .replace(/[^a-z0-9]+/gi, "-")
      .slice(0, 80);
    savePng(box.current, caption, `${name}.png`).then(
      () => setFailed(false),
      () => setFailed(true),
    );
  };
  return (
    <div>
      <div ref={box}>{children}</div>
      <Button
        variant="subtle"
        size="compact-sm"
        className="gn-no-print"
        aria-label={t("png_of", { title: caption.title })}
        leftSection={<IconPhotoDown size={16} aria-hidden />}
        onClick={save}
      >
        {t("png")}
      </Button>
      {failed && (
        <Text size="sm" c="red" role="alert">
          {t("png_failed")}
        </Text>
      )}
    </div>
  );
}
