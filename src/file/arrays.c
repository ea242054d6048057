// SPDX-License-Identifier: GPL-3.0-or-later
#include "file/arrays.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/message.h"
#include "file/safetensors.h"
#include "file/zip.h"

// torch.save writes an archive that holds a pickle, or, before 1.6, a pickle.
static bool is_torch(const struct text *bytes)
{
	static const char pickle[] = "/data.pkl";
	return (bytes->length > 4 && !memcmp(bytes->at, "PK\3\4", 4) &&
	        memmem(bytes->at, bytes->length, pickle, sizeof pickle - 1)) ||
	       (bytes->length > 2 && bytes->at[0] == '\x80' && bytes->at[1] >= 2 && bytes->at[1] <= 5);
}

static bool fail_torch(const char *path, struct error *error)
{
	struct text advice = { 0 };
	const char *const slash = strrchr(path, '/');
	text_addf(&advice,
	          _("in Python: model = torch.load(\"%s\"); "
	            "np.savez(\"model.npz\", x=x, y=y, **{k: v.numpy() for k, v in model.items()})"),
	          slash ? slash + 1 : path);
	error_set(error, (struct span){ 0 }, text_get(&advice),
	          _("byte 0: a file of torch.save, which only Python can read safely"));
	text_free(&advice);
	return false;
}

// NumPy's file of one array, which has no name; or a text.
static bool fail_other(const struct text *bytes, struct error *error)
{
	struct span const nowhere = { 0 };
	bool is_text = bytes->length > 0;
	if (bytes->length > 6 && !memcmp(bytes->at, "\x93NUMPY", 6))
		return error_set(error, nowhere, _("in the notebook: np.savez(\"model.npz\", Wxh=Wxh, Whh=Whh, Why=Why, inputs=x, targets=y)"),
		                 _("byte 0: one array that np.save wrote, which has no name"));
	for (size_t i = 0; is_text && i < bytes->length; i++)
		is_text = (unsigned char)bytes->at[i] >= ' ' || (bytes->at[i] && strchr("\t\r\n\f", bytes->at[i]));
	return !is_text || error_set(error, nowhere, _("in the notebook: np.savez(\"model.npz\", W=np.loadtxt(FILE), ...)"),
	                             _("byte 0: a text, and no arrays"));
}

// A file that is damaged is written once more.
static void advise_again(struct error *error)
{
	if (!*error->advice)
		error_advise(error, "%s", _("save it once more: np.savez(\"model.npz\", ...), and copy all of it"));
}

bool arrays_read(struct npz *npz, const char *path, struct error *error)
{
	struct span const nowhere = { 0 };
	struct text bytes = { 0 };
	struct stat is;
	*npz = (struct npz){ 0 };
	// A device or a pipe may never end.
	if (!stat(path, &is) && !S_ISREG(is.st_mode))
		return error_set(error, nowhere, NULL, _("%s is not a file that can be read"), path);
	if (!file_read(&bytes, path, FILE_NAMED, ZIP_BYTES_MOST)) {
		error_set(error, nowhere, NULL, _("cannot read %s: %s"), path, file_why(errno));
		text_free(&bytes);
		return false;
	}
	const uint8_t *const start = (const uint8_t *)text_get(&bytes);
	bool const is_good = is_torch(&bytes) ? fail_torch(path, error)
	                     : safetensors_begins(start, bytes.length)
	                             ? safetensors_parse(npz, start, bytes.length, error)
	                             : fail_other(&bytes, error) && npz_parse(npz, start, bytes.length, error);
	if (!is_good) {
		advise_again(error);
		error_locate(error, path, "", 0, 1);
	}
	text_free(&bytes);
	return is_good;
}
