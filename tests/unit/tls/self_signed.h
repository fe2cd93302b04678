/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PULSSID_TESTS_SELF_SIGNED_H
#define PULSSID_TESTS_SELF_SIGNED_H

/* A fresh certificate of localhost and its key (P-256), as PEM files in a folder of their own. */

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct self_signed {
    char folder[32];
    char certificate[64];
    char key[64];
};

static inline X509 *self_signed_certificate(EVP_PKEY *key, long valid_s)
{
    X509 *certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), valid_s);
    X509_set_pubkey(certificate, key);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_sign(certificate, key, EVP_sha256());
    return certificate;
}

/* passphrase NULL: the key is written in the clear. */
static inline void self_signed_make(struct self_signed *made, long valid_s, const char *passphrase)
{
    snprintf(made->folder, sizeof made->folder, "/tmp/self_signed.XXXXXX");
    if (mkdtemp(made->folder) == NULL) {
        abort();
    }
    snprintf(made->certificate, sizeof made->certificate, "%s/certificate.pem", made->folder);
    snprintf(made->key, sizeof made->key, "%s/key.pem", made->folder);
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    X509 *certificate = self_signed_certificate(key, valid_s);
    FILE *file = fopen(made->certificate, "w");
    PEM_write_X509(file, certificate);
    fclose(file);
    file = fopen(made->key, "w");
    PEM_write_PrivateKey(file, key, passphrase != NULL ? EVP_aes_128_cbc() : NULL, NULL, 0, NULL,
                         (void *)passphrase);
    fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

static inline void self_signed_remove(const struct self_signed *made)
{
    unlink(made->certificate);
    unlink(made->key);
    rmdir(made->folder);
}

#endif
