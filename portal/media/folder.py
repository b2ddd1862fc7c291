"""Photos, documents and releases in a folder, for a portal on one machine."""

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """Django's, but a file that the disk does not take whole leaves nothing behind."""

    def _save(self, name, content):
        try:
            return super()._save(name, content)
        except OSError:
            self.delete(name)
            raise
