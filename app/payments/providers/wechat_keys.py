"""What a merchant of WeChat Pay types in, and what is wrong with it."""

from pydantic import BaseModel, ConfigDict

from app.payments.providers import keys
from app.payments.providers.base import WrongKeys


class WeChatKeys(BaseModel):
    """A merchant's credentials. Without a public key, platform certificates are used."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    mchid: str
    appid: str = ""
    mini_appid: str = ""
    serial: str
    private_key: str
    apiv3_key: str
    public_key_id: str = ""
    public_key: str = ""
    # The merchant's own certificate: its number is read from it, and its end is watched.
    certificate: str = ""
    # The official account's secret, with which a phone in WeChat is told apart for JSAPI.
    app_secret: str = ""

    def checked(self) -> "WeChatKeys":
        """The same with keys in one form. Raises WrongKeys for the first that cannot be used."""
        if not self.mchid.isdigit():
            raise WrongKeys("mchid", "not_digits")
        if not self.appid and not self.mini_appid:
            raise WrongKeys("appid", "missing")
        given = self._with_certificate()
        if not given.serial or any(c not in "0123456789abcdefABCDEF" for c in given.serial):
            raise WrongKeys("serial", "not_a_serial")
        if len(self.apiv3_key.encode()) != 32:
            raise WrongKeys("apiv3_key", "not_32_characters")
        if bool(self.public_key) != bool(self.public_key_id):
            missing = "public_key" if self.public_key_id else "public_key_id"
            raise WrongKeys(missing, "missing")
        if self.public_key_id and not self.public_key_id.startswith("PUB_KEY_ID_"):
            raise WrongKeys("public_key_id", "not_a_key_id")
        public = keys.public_key(self.public_key, "public_key") if self.public_key else ""
        private = keys.private_key(self.private_key, "private_key")
        if given.certificate:
            _own, read = keys.certificate(given.certificate, "certificate")
            if keys.public_key_of(read) != keys.public_of(private):
                raise WrongKeys("certificate", "other_key")
        return given.model_copy(update={"private_key": private, "public_key": public})

    def _with_certificate(self) -> "WeChatKeys":
        if not self.certificate:
            return self
        own, read = keys.certificate(self.certificate, "certificate")
        # Its own number is right, whatever was typed or kept from the one before.
        serial = format(read.serial_number, "X")
        return self.model_copy(update={"certificate": own, "serial": serial})
