# SPDX-License-Identifier: GPL-3.0-or-later
# Builds this tree: nix-build packaging
{ pkgs ? import <nixpkgs> { } }:

pkgs.stdenv.mkDerivation {
  pname = "bptt-repl";
  version = "0.1";
  src = pkgs.lib.cleanSource ./..;

  nativeBuildInputs = [
    pkgs.autoreconfHook
    pkgs.gettext
    pkgs.pkg-config
    pkgs.texinfo
  ];
  buildInputs = [
    pkgs.gsl
    pkgs.md4c
    pkgs.ncurses
    pkgs.pango
    pkgs.readline
    pkgs.utf8proc
    pkgs.zlib
  ];
  nativeCheckInputs = [
    pkgs.cmocka
    pkgs.libvterm
    (pkgs.python3.withPackages (python: [ python.numpy ]))
  ];

  enableParallelBuilding = true;
  doCheck = true;
  doInstallCheck = true;
  installCheckTarget = "installcheck";

  meta = {
    description = "Debugger for backpropagation through time";
    license = pkgs.lib.licenses.gpl3Plus;
    mainProgram = "bptt-repl";
    platforms = pkgs.lib.platforms.unix;
  };
}
