// An initiator and its arbiter in front of several channels.
//
// The arbiter has a queue for each channel, so that requests overtake those for a channel that has
// no room, and sends one response back per clock, whichever channel it comes from. (In DRAMSys a
// response that has to wait also holds up the next one of its channel; here it does not.)
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <queue>
#include <vector>

#include "cycles.hpp"
#include "initiator.hpp"

namespace dramsys {

class SharedFrontEnd {
 public:
  // What a channel sees of it: see FrontEnd.
  class Port {
   public:
    Cycle arrival() const {
      return waiting_.empty() ? never : std::max(waiting_.front().admitted, accepted_ + 1);
    }
    const Request& request() const { return waiting_.front().request; }
    bool queued_in_arbiter() const {
      return !shared_->initiator_.simple() && waiting_.front().admitted <= accepted_;
    }
    void accepted(Cycle now) {
      accepted_ = now;
      on_their_way_.push_back({waiting_.front().number, false});
      waiting_.pop_front();
      shared_->accepted(now);
    }
    void responded(std::uint32_t id, Cycle time) {
      Answered& request = on_their_way_[id - first_id_];
      request.answered = true;
      shared_->responses_.push({time, request.number});
      for (; !on_their_way_.empty() && on_their_way_.front().answered; ++first_id_)
        on_their_way_.pop_front();
    }

   private:
    friend class SharedFrontEnd;
    struct Waiting {
      Request request;
      std::uint32_t number = 0;
      Cycle admitted = 0;
    };
    struct Answered {
      std::uint32_t number = 0;
      bool answered = false;
    };

    SharedFrontEnd* shared_ = nullptr;
    std::deque<Waiting> waiting_;        // not accepted yet
    std::deque<Answered> on_their_way_;  // accepted, from the oldest that is not answered
    std::uint32_t first_id_ = 1;         // of those: the channel counts its requests from 1
    Cycle accepted_ = -1;
  };

  void reset(RequestSource& source, const Policies& policies, std::size_t channels) {
    initiator_.reset(source, policies);
    ports_.assign(channels, Port());
    for (Port& port : ports_) port.shared_ = this;
    responses_ = {};
    accepted_ = -1;
    admit();
  }

  Port& port(std::size_t channel) { return ports_[channel]; }
  const Port& port(std::size_t channel) const { return ports_[channel]; }

  // Responses become known before their time, and not in the order of it: settle() passes on those
  // that are due. Nothing that happens later can be earlier.
  Cycle next_response() const { return responses_.empty() ? never : responses_.top().time; }
  void settle(Cycle now) {
    for (; next_response() <= now; responses_.pop())
      initiator_.responded(responses_.top().number, responses_.top().time);
    admit();
  }

  const Initiator& initiator() const { return initiator_; }

 private:
  struct Response {
    Cycle time = 0;
    std::uint32_t number = 0;  // of the request, from 1

    bool operator<(const Response& other) const {  // the queue's top is the earliest
      return time != other.time ? time > other.time : number > other.number;
    }
  };

  void accepted(Cycle now) {
    accepted_ = now;
    admit();
  }

  // Send what can be sent: with Arbiter Simple one request at a time.
  void admit() {
    if (initiator_.simple()) {
      for (const Port& port : ports_)
        if (!port.waiting_.empty()) return;
      if (initiator_.has_next()) enqueue(initiator_.send(accepted_));
      return;
    }
    while (initiator_.has_next()) {
      const Cycle admitted = initiator_.admit();
      if (admitted == never) return;
      enqueue(admitted);
    }
  }

  void enqueue(Cycle admitted) {
    const Request& request = initiator_.next();
    const auto number = static_cast<std::uint32_t>(initiator_.sent() + 1);
    ports_[request.channel].waiting_.push_back({request, number, admitted});
    initiator_.advance();
  }

  Initiator initiator_;
  std::vector<Port> ports_;
  std::priority_queue<Response> responses_;
  Cycle accepted_ = -1;  // the last request, by any channel
};

}  // namespace dramsys
