// archgym-host completion: scripts that complete commands and options in a shell. They are made
// from the command line's own description, so they cannot fall behind it.
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/output.hpp"

namespace archgym::host {
namespace {

struct OptionHelp {
  std::string name;  // "--plugin"
  std::string description;
  bool takes_value;
};

struct CommandHelp {
  std::string name;
  std::string description;
  std::vector<OptionHelp> options;
};

void add_options(const CLI::App& app, std::vector<OptionHelp>& options) {
  for (const auto* option : app.get_options()) {
    for (const auto& name : option->get_lnames()) {
      options.push_back(
          {"--" + name, option->get_description(), option->get_items_expected_max() > 0});
    }
  }
  // Option groups are sub-commands without a name.
  for (const auto* group :
       app.get_subcommands([](const CLI::App* each) { return each->get_name().empty(); })) {
    add_options(*group, options);
  }
}

std::vector<CommandHelp> commands_of(const CLI::App& app) {
  std::vector<CommandHelp> commands;
  for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    CommandHelp help{command->get_name(), command->get_description(), {}};
    add_options(*command, help.options);
    commands.push_back(std::move(help));
  }
  return commands;
}

std::vector<std::string> names_of(const std::vector<CommandHelp>& commands) {
  std::vector<std::string> names;
  names.reserve(commands.size());
  for (const auto& command : commands) names.push_back(command.name);
  return names;
}

// Plugin names for --plugin, --agent and --model come from the host itself.
constexpr std::string_view k_names_of_kind =
    R"(archgym-host list 2>/dev/null | awk -v kind="$1" '$1 == kind { print $2 }')";

std::string bash(const std::vector<CommandHelp>& commands) {
  std::string text =
      "# bash completion for archgym-host; source it, or save it in\n"
      "# ~/.local/share/bash-completion/completions/archgym-host\n"
      "_archgym_host_names() { " +
      std::string(k_names_of_kind) +
      "; }\n"
      "_archgym_host() {\n"
      "  local word=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
      "  COMPREPLY=()\n"
      "  case \"$previous\" in\n"
      "    --plugin) COMPREPLY=($(compgen -W \"$(_archgym_host_names environment)\" -- \"$word\") "
      "$(compgen -f -- \"$word\")); return ;;\n"
      "    --agent) COMPREPLY=($(compgen -W \"$(_archgym_host_names agent)\" -- \"$word\") "
      "$(compgen -f -- \"$word\")); return ;;\n"
      "    --model) COMPREPLY=($(compgen -W \"$(_archgym_host_names model)\" -- \"$word\") "
      "$(compgen -f -- \"$word\")); return ;;\n"
      "  esac\n"
      "  local command=\"${COMP_WORDS[1]}\" words=\"\"\n"
      "  [[ $COMP_CWORD -gt 1 && $command == -* ]] && command=run\n"
      "  if [[ $COMP_CWORD -eq 1 && $word != -* ]]; then\n"
      "    COMPREPLY=($(compgen -W \"" +
      join(names_of(commands), " ") +
      "\" -- \"$word\"))\n"
      "    return\n"
      "  fi\n"
      "  [[ $COMP_CWORD -eq 1 ]] && command=run\n"
      "  case \"$command\" in\n";
  for (const auto& command : commands) {
    std::vector<std::string> options;
    for (const auto& option : command.options) options.push_back(option.name);
    text += "    " + command.name + ") words=\"" + join(options, " ") + "\" ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $word == -* ]]; then COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  else COMPREPLY=($(compgen -f -- \"$word\")); fi\n"
         "}\n"
         "complete -F _archgym_host archgym-host\n";
}

std::string without(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) == std::string_view::npos) result += c;
  }
  return result;
}

std::string zsh(const std::vector<CommandHelp>& commands) {
  std::string text =
      "#compdef archgym-host\n"
      "# zsh completion for archgym-host; save it as _archgym-host in a directory of $fpath\n"
      "_archgym_host_names() { compadd -- $(" +
      std::string(k_names_of_kind) +
      "); _files }\n"
      "_archgym_host() {\n"
      "  local -a commands\n"
      "  commands=(\n";
  for (const auto& command : commands) {
    text += "    '" + command.name + ":" + without(command.description, "':") + "'\n";
  }
  text +=
      "  )\n"
      "  local command=${words[2]}\n"
      "  if (( CURRENT == 2 )) && [[ $command != -* ]]; then _describe command commands; return; "
      "fi\n"
      "  if [[ $command == -* ]]; then command=run; else shift words; (( CURRENT-- )); fi\n"
      "  case $command in\n";
  for (const auto& command : commands) {
    text += "    " + command.name + ") _arguments '*:file:_files'";
    for (const auto& option : command.options) {
      std::string value;
      if (option.takes_value) {
        value = ":value:_files";
        if (option.name == "--plugin") value = ":plugin:_archgym_host_names environment";
        if (option.name == "--agent") value = ":agent:_archgym_host_names agent";
        if (option.name == "--model") value = ":model:_archgym_host_names model";
      }
      text += " \\\n      '*" + option.name + "[" + without(option.description, "'[]:") + "]" +
              value + "'";
    }
    text += " ;;\n";
  }
  return text +
         "  esac\n"
         "}\n"
         "_archgym_host \"$@\"\n";
}

std::string fish(const std::vector<CommandHelp>& commands) {
  const std::string names = join(names_of(commands), " ");
  std::string text =
      "# fish completion for archgym-host; save it as\n"
      "# ~/.config/fish/completions/archgym-host.fish\n"
      "function __archgym_host_names\n"
      "  archgym-host list 2>/dev/null | awk -v kind=\"$argv[1]\" '$1 == kind { print $2 }'\n"
      "end\n";
  for (const auto& command : commands) {
    text += "complete -c archgym-host -n 'not __fish_seen_subcommand_from " + names + "' -f -a " +
            command.name + " -d '" + without(command.description, "'") + "'\n";
    for (const auto& option : command.options) {
      // Options alone mean `run`.
      const std::string condition =
          command.name == "run"
              ? "__fish_seen_subcommand_from run; or not __fish_seen_subcommand_from " + names
              : "__fish_seen_subcommand_from " + command.name;
      text += "complete -c archgym-host -n '" + condition + "' -l " + option.name.substr(2);
      if (option.takes_value) text += " -r";
      if (option.name == "--plugin") text += " -a '(__archgym_host_names environment)'";
      if (option.name == "--agent") text += " -a '(__archgym_host_names agent)'";
      if (option.name == "--model") text += " -a '(__archgym_host_names model)'";
      text += " -d '" + without(option.description, "'") + "'\n";
    }
  }
  return text;
}

}  // namespace

void add_completion_command(CLI::App& app, int& exit_code) {
  auto shell = std::make_shared<std::string>();
  auto* command = app.add_subcommand("completion", "Print a completion script for a shell");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("SHELL")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &exit_code] {
    const auto commands = commands_of(app);
    print(*shell == "bash" ? bash(commands) : *shell == "zsh" ? zsh(commands) : fish(commands));
    exit_code = k_exit_ok;
  });
}

}  // namespace archgym::host
