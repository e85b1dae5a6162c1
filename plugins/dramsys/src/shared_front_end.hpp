// Several initiators, or one, and their arbiter in front of one or several channels.
//
// The arbiter has a queue for each channel, so that requests overtake those for a channel that has
// no room. Requests enter it as they reach the arbiter; of those that do in the same clock, the one
// whose initiator was free to send it earlier is first. Each initiator gets at most one response
// per clock, whichever channel it comes from. (In DRAMSys a response that has to wait also holds up
// the next one of its channel; here it does not.)
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <queue>
#include <tuple>
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
    bool queued_in_arbiter() const { return waiting_.front().admitted <= accepted_; }
    void accepted(Cycle now) {
      const Waiting request = waiting_.front();
      accepted_ = now;
      on_their_way_.push_back({request.name, false});
      waiting_.pop_front();
      shared_->accepted(request, now);
    }
    void responded(std::uint32_t id, Cycle time) {
      Answered& request = on_their_way_[id - first_id_];
      request.answered = true;
      shared_->responses_.push({time, request.name});
      for (; !on_their_way_.empty() && on_their_way_.front().answered; ++first_id_)
        on_their_way_.pop_front();
    }

   private:
    friend class SharedFrontEnd;
    // Which request it is: the number (from 1) of an initiator's.
    struct Name {
      std::uint32_t initiator = 0, number = 0;
    };
    struct Waiting {
      Request request;
      Name name;
      Cycle admitted = 0;
      std::int64_t place = 0;  // among all requests, in the order of their admission
    };
    struct Answered {
      Name name;
      bool answered = false;
    };

    SharedFrontEnd* shared_ = nullptr;
    std::deque<Waiting> waiting_;        // not accepted yet
    std::deque<Answered> on_their_way_;  // accepted, from the oldest that is not answered
    std::uint32_t first_id_ = 1;         // of those: the channel counts its requests from 1
    Cycle accepted_ = -1;
  };

  void reset(const RequestSources& sources, const Policies& policies, std::size_t channels) {
    ports_.assign(channels, Port());
    for (Port& port : ports_) port.shared_ = this;
    arrivals_ = {};
    responses_ = {};
    turns_ = places_ = 0;
    lanes_.resize(sources.size());
    for (auto k = static_cast<std::uint32_t>(lanes_.size()); k-- > 0;) {
      lanes_[k].initiator.reset(*sources[k], policies);
      send(k, {-1, Step::begin, turns_++});
    }
  }

  Port& port(std::size_t channel) { return ports_[channel]; }
  const Port& port(std::size_t channel) const { return ports_[channel]; }

  // When something happens next in front of the channels: a request reaches its queue or a response
  // leaves its channel. Both become known before their time, and not in the order of it; settle()
  // passes on what is due. Nothing that happens later can be earlier.
  Cycle next_time() const {
    const Cycle arrival = arrivals_.empty() ? never : arrivals_.top().time;
    return responses_.empty() ? arrival : std::min(arrival, responses_.top().time);
  }
  void settle(Cycle now) {
    enqueue(now);
    for (; !responses_.empty() && responses_.top().time <= now; responses_.pop()) {
      const Name name = responses_.top().name;
      Lane& lane = lanes_[name.initiator];
      lane.initiator.responded(name.number, responses_.top().time);
      if (lane.held_up) offer(name.initiator, now);
    }
    enqueue(now);
  }

  const Initiator& initiator(std::size_t k) const { return lanes_[k].initiator; }
  bool all_completed() const {
    return std::ranges::all_of(lanes_, [](const Lane& l) { return l.initiator.all_completed(); });
  }
  std::uint64_t completed() const {
    std::uint64_t sum = 0;
    for (const Lane& lane : lanes_) sum += lane.initiator.completed();
    return sum;
  }
  Cycle last_completion() const {
    Cycle last = -1;
    for (const Lane& lane : lanes_) last = std::max(last, lane.initiator.last_completion());
    return last;
  }

 private:
  using Name = Port::Name;

  // Steps of a clock, in the order of DRAMSys, where each takes a few delta cycles of SystemC.
  enum class Step : std::uint8_t {
    begin,             // what was set for this clock
    arrival,           // follows from a request that reached the arbiter in this clock
    delayed_response,  // follows from a response that had waited for another one
    response,          // follows from a response of this clock
  };
  // When an initiator was free to send. Within a step the last one goes on first, since SystemC
  // triggers the events of a delta cycle in reverse.
  struct Turn {
    Cycle time = 0;
    Step step = Step::begin;
    std::int64_t number = 0;

    bool operator<(const Turn& other) const {
      return std::tie(time, step, other.number) < std::tie(other.time, other.step, number);
    }
  };
  struct Lane {
    Initiator initiator;
    Cycle arrival = 0;  // of its next request, at the arbiter
    Turn turn;
    bool held_up = false;  // that request waits for room in the arbiter
  };
  // A request enters the queue of its channel.
  struct Arrival {
    Cycle time = 0;
    Step step = Step::begin;
    Turn turn;
    std::uint32_t initiator = 0;

    bool operator<(const Arrival& other) const {  // the queue's top is the earliest
      return std::tie(other.time, other.step, other.turn) < std::tie(time, step, turn);
    }
  };
  struct Response {
    Cycle time = 0;
    Name name;

    bool operator<(const Response& other) const {
      return std::tie(time, name.initiator, name.number) >
             std::tie(other.time, other.name.initiator, other.name.number);
    }
  };

  // The initiator's previous request was taken.
  void send(std::uint32_t k, const Turn& taken) {
    Lane& lane = lanes_[k];
    lane.held_up = false;
    if (!lane.initiator.has_next()) return;
    lane.arrival = lane.initiator.send(taken.time);
    lane.turn = taken;
    offer(k, taken.time);
  }

  // The arbiter takes its next request as soon as there is room.
  void offer(std::uint32_t k, Cycle now) {
    Lane& lane = lanes_[k];
    const Cycle room = lane.initiator.room();
    lane.held_up = room == never;
    if (lane.held_up) return;
    if (room < lane.arrival) {
      arrivals_.push({lane.arrival, Step::begin, lane.turn, k});
    } else {
      const Step step = room > now ? Step::delayed_response : Step::response;
      arrivals_.push({room, step, {room, step, turns_++}, k});
    }
  }

  // The requests that enter the queues until `now`. With Arbiter Simple an initiator goes on when
  // the channel takes its request, otherwise when the arbiter does.
  void enqueue(Cycle now) {
    while (!arrivals_.empty() && arrivals_.top().time <= now) {
      const Arrival arrival = arrivals_.top();
      arrivals_.pop();
      Initiator& initiator = lanes_[arrival.initiator].initiator;
      const Request& request = initiator.next();
      const auto number = static_cast<std::uint32_t>(initiator.sent() + 1);
      ports_[request.channel].waiting_.push_back(
          {request, {arrival.initiator, number}, arrival.time, places_++});
      initiator.advance();
      if (!initiator.simple()) send(arrival.initiator, {arrival.time, arrival.step, turns_++});
    }
  }

  void accepted(const Port::Waiting& request, Cycle now) {
    const std::uint32_t k = request.name.initiator;
    if (!lanes_[k].initiator.simple()) return;
    if (request.admitted == now)  // two delta cycles reverse the order twice
      send(k, {now, Step::arrival, -request.place});
    else
      send(k, {now, Step::begin, turns_++});
  }

  std::vector<Lane> lanes_;
  std::vector<Port> ports_;
  std::priority_queue<Arrival> arrivals_;
  std::priority_queue<Response> responses_;
  std::int64_t turns_ = 0, places_ = 0;
};

}  // namespace dramsys
